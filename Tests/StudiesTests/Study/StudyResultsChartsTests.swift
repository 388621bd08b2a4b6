import Studies
import Testing
import Training

@Suite struct StudyResultsChartsTests {
  private let loss = Quantity("loss")
  private let norm = Quantity("norm")

  /// Three seeds, of which the last diverged.
  private var results: StudyResults {
    var results = StudyResults(form: .quick, seeds: [31, 32, 33], gridSeeds: [201])
    for (seed, number) in zip(results.seeds, [1.0, 3, 100]) {
      var run = Measurement(
        values: ["loss": number, "norm": 10 * number],
        curves: ["course": [.init(5, number), .init(10, 2 * number)]])
      run.hasDiverged = number == 100
      results["a", seed] = run
    }
    results["a", 32]?.curves["course"]?.append(.init(15, 9))
    results["a", 201] = Measurement(values: ["loss": 7])
    return results
  }

  @Test func `a point is mean and deviation of the runs that did not diverge`() {
    let point = LineChart.Point(x: 0.5, y: 2, deviation: 2.0.squareRoot())
    #expect(results.point(loss, of: "a", at: 0.5) == point)
    #expect(results.point(loss, of: "b", at: 0.5) == nil)
  }

  @Test func `a course ends where the shortest does`() {
    #expect(
      results.course("course", of: "a") == [
        .init(x: 5, y: 2, deviation: 2.0.squareRoot()),
        .init(x: 10, y: 4, deviation: 8.0.squareRoot()),
      ])
    #expect(results.course("course", of: "b").isEmpty)
  }

  @Test func `a scatter has a point for each seed that has both numbers`() {
    var some = results
    #expect(some.scatter(loss, norm, of: "a") == [.init(x: 1, y: 10), .init(x: 3, y: 30)])
    some["a", 31]?[norm] = nil
    #expect(some.scatter(loss, norm, of: "a") == [.init(x: 3, y: 30)])
  }

  @Test func `a heat map has means, and nothing where no run is`() {
    let map = results.heatMap("t", "s", rows: [1, 2], columns: ["a", "b"]) { row, column in
      (row == 1 ? loss : norm, column)
    }
    #expect(map.title == "t" && map.subtitle == "s")
    #expect(map.rows == ["1", "2"] && map.columns == ["a", "b"])
    #expect(map.values.map { $0[0] } == [2, 20] && map.values.allSatisfy { $0[1].isNaN })
  }
}
