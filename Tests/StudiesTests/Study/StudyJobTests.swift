import Foundation
import Studies
import Synchronization
import TestSupport
import Testing
import Training

/// Chooses a setting on the grid seeds, and runs it on others; a run is a number made of its name.
struct SmallStudy: Study {
  let card = StudyCard(
    number: 99, name: "small", title: "Is a number larger?", rows: [1],
    setting: ["Numbers are made of names."], limits: ["Anything else."],
    quick: StudyBudget(seeds: 31...33, seconds: 1), full: StudyBudget(seeds: 31...36, seconds: 2))
  static let loss = Quantity("loss", worst: 100)

  /// Hears of every run that is begun.
  var hear: @Sendable (StudyRun.Key) -> Void = { _ in }

  var claims: [Claim] {
    [
      Claim(
        "larger", "Chosen is larger than plain.", source: "nobody",
        .difference(
          Contrast("loss, chosen − plain") {
            $0["chosen", Self.loss] - $0["plain", Self.loss]
          }, atLeast: 0.5))
    ]
  }

  func runs(after results: StudyResults) -> [StudyRun] {
    let grid = ["b", "a", "c"]
    var runs = grid.flatMap { arm in results.gridSeeds.map { run(arm, $0) } }
    if let best = results.best(of: grid, by: Self.loss) {
      for seed in results.seeds { runs += [run("chosen", seed, name: best), run("plain", seed)] }
    }
    return runs
  }

  private func run(_ arm: String, _ seed: UInt64, name: String? = nil) -> StudyRun {
    StudyRun(arm: arm, seed: seed) { [hear] goOn in
      hear(StudyRun.Key(arm: arm, seed: seed))
      guard goOn(0.5) else { return nil }
      let letter = Double((name ?? arm).utf8.first ?? 0)
      return Measurement(
        values: ["loss": letter == 112 ? 90 : letter + Double(seed % 3) / 7],
        curves: ["course": [.init(1, 0.1), .init(2, letter / 3)]])
    }
  }
}

@Suite struct StudyJobTests {
  private let start = StudyResults(form: .quick, seeds: [31, 32, 33])

  @Test func settingsAreChosenOnOtherSeeds() throws {
    let (results, isComplete) = try StudyJob(SmallStudy(), workers: 2).finish(start)
    #expect(isComplete)
    #expect(results.measurements.count == 3 * 2 + 2 * 3)
    // The best of the grid is a, the letter 97.
    #expect(results["chosen", 33]?.values["loss"] == 97)
    #expect(SmallStudy().verdicts(in: results).first?.word == .supported)
  }

  @Test(arguments: [1, 3])
  func theSameTableForAnyNumberOfThreads(workers: Int) throws {
    let (results, _) = try StudyJob(SmallStudy(), workers: workers).finish(start)
    let (other, _) = try StudyJob(SmallStudy(), workers: 2).finish(start)
    #expect(results.table(study: "small").csv == other.table(study: "small").csv)
  }

  @Test func anEndedJobKeepsWhatIsDoneAndGoesOn() throws {
    let begun = Mutex<[StudyRun.Key]>([])
    let observer = StudyJob.Observer(
      begin: { _ in }, progress: { _, _ in begun.withLock { $0.count < 3 } },
      finish: { _, _, _ in })
    let study = SmallStudy { key in begun.withLock { $0.append(key) } }
    let (some, isComplete) = try StudyJob(study, workers: 1).finish(start, observer: observer)
    #expect(!isComplete)
    #expect(some.measurements.count == 2)
    // Through the file that a killed job leaves.
    let folder = try TemporaryFolder()
    var read = start
    try read.read(folder.file("runs.csv", some.table(study: "small").csv), study: "small")
    #expect(read.measurements == some.measurements)
    begun.withLock { $0 = [] }
    let (all, _) = try StudyJob(study, workers: 1).finish(read)
    #expect(begun.withLock(\.count) == 12 - 2)
    let (fresh, _) = try StudyJob(SmallStudy(), workers: 1).finish(start)
    #expect(all.measurements == fresh.measurements)
  }

  @Test func numbersSurviveTheFile() throws {
    var results = start
    var run = Measurement(
      values: ["a": 0.1 + 0.2, "b": .infinity, "c": -1e-300],
      curves: ["d, e": [.init(0.5, .nan), .init(1, 3)]])
    run.hasDiverged = true
    results["arm, with \"λ\" = 0.1", 31] = run
    let folder = try TemporaryFolder()
    let path = try folder.file("runs.csv", results.table(study: "small").csv)
    var read = start
    try read.read(path, study: "small")
    let back = try #require(read["arm, with \"λ\" = 0.1", 31])
    #expect(back.values == run.values && back.hasDiverged)
    #expect(back.curves["d, e"]?.map(\.x) == [0.5, 1])
    #expect(back.curves["d, e"]?.first?.y.isNaN == true)
    #expect(throws: OtherRunError.self) { try read.read(path, study: "other") }
    var full = StudyResults(form: .full, seeds: [31])
    #expect(throws: OtherRunError.self) { try full.read(path, study: "small") }
  }

  /// What a cut, a copied or a changed row, a hand and another version leave behind.
  @Test(arguments: [
    "cut", "row left out", "row doubled", "run doubled", "not a number", "digit", "seed", "swapped",
    "first row left out", "last row left out", "other version",
  ])
  func `a damaged run is refused by its name`(damage: String) throws {
    let (results, _) = try StudyJob(SmallStudy(), workers: 1).finish(start)
    let whole = results.table(study: "small").csv
    var lines = whole.split(separator: "\n").map(String.init)
    // The header, and the rows of a, seed 201.
    #expect(lines[1] == "small,quick,a,201,diverged,,0")
    #expect(lines[2] == "small,quick,a,201,loss,,97.0")
    #expect(lines[5].hasPrefix("small,quick,a,201,check,,"))
    switch damage {
    case "cut": lines = Array(lines[...2])
    case "row left out": lines.remove(at: 3)
    case "row doubled": lines.insert(lines[2], at: 3)
    case "run doubled": lines += lines[1...5]
    case "not a number": lines[2] = "small,quick,a,201,loss,,nan"
    case "digit": lines[2] = "small,quick,a,201,loss,,98.0"
    case "seed": for row in 1...5 { lines[row] = lines[row].replacing("a,201", with: "a,203") }
    case "swapped": lines.swapAt(2, 3)
    case "first row left out": lines.remove(at: 1)
    case "last row left out": lines.remove(at: 5)
    default:
      // The sum of the same rows under the name of another version.
      let rows = ["descent 0.0"] + lines[1...4].map { $0.replacing("small,quick,", with: "") }
      let sum = rows.joined(separator: "\n").utf8.reduce(UInt32(2_166_136_261)) {
        ($0 ^ UInt32($1)) &* 16_777_619
      }
      lines[5] = "small,quick,a,201,check,,\(sum)"
    }
    let folder = try TemporaryFolder()
    let path = try folder.file("runs.csv", lines.joined(separator: "\n") + "\n")
    var read = start
    let seed = damage == "seed" ? 203 : 201
    let error = #expect(throws: OtherRunError.self) { try read.read(path, study: "small") }
    #expect(
      error.map { "\($0)" }?.contains(
        "the rows of a, seed \(seed), are not as descent 0.1 wrote them; delete them") == true)
  }

  @Test func `a run whose rows are deleted is done again`() throws {
    let (results, _) = try StudyJob(SmallStudy(), workers: 1).finish(start)
    let whole = results.table(study: "small").csv
    let folder = try TemporaryFolder()
    let rest = whole.split(separator: "\n").filter { !$0.contains(",a,201,") }
    var read = start
    try read.read(
      folder.file("runs.csv", rest.joined(separator: "\n") + "\n"), study: "small")
    #expect(read.measurements.count == results.measurements.count - 1)
    let (all, _) = try StudyJob(SmallStudy(), workers: 1).finish(read)
    #expect(all.table(study: "small").csv == whole)
  }

  @Test func reportsSayWhatTheyRestOn() throws {
    let (results, _) = try StudyJob(SmallStudy(), workers: 1).finish(start)
    let report = StudyReport(SmallStudy(), results: results, isComplete: true)
    let text = report.page.text
    #expect(text.contains("<h2>larger: supported</h2>"))
    #expect(text.contains("Anything else."))
    #expect(text.contains("descent study small --seeds 31...33"))
    #expect(text.contains("in units of the smallest size that matters"))
    #expect(report.table.rows.map { $0[4] } == ["supported"])
    let all = VerdictsPage([report]).page.text
    #expect(all.contains("<a href=\"small/index.html\">S99 small</a>"))
    #expect(all.contains("1 claim measured, quick form: 1 supported"))
  }
}
