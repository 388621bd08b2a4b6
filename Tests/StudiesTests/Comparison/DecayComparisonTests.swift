import Descent
import Studies
import Testing
import Training

/// `descent compare` as a study: what it asks, and what its runs look at.
@Suite struct DecayComparisonTests {
  private let data: TrainingData
  private let comparison: DecayComparison

  init() {
    var generator = SplitMix64(seed: 3)
    func examples(_ count: Int) -> Dataset {
      let features = (0..<(2 * count)).map { _ in Float(generator.nextUniform()) }
      let labels = (0..<count).map { _ in Int(generator.next() % 2) }
      return Dataset(shape: [2], features: features, labels: labels, classes: ["a", "b"])
    }
    data = .examples(training: examples(40), test: examples(30))
    let budget = StudyBudget(seeds: 31...33, seconds: 1)
    comparison = DecayComparison(
      card: StudyCard(
        number: nil, name: "compare", title: "", setting: [], limits: [], quick: budget,
        full: budget),
      plan: TaskPlan(data: data, hidden: [3], batchSize: 8),
      composition: .sgd(learningRate: .constant(0.5)),
      forms: [
        DecayForm("none") { _ in .none }, DecayForm("decoupled", rate: 0.1) { .decoupled($0) },
        DecayForm("stable", rate: 0.01) { .stable($0) },
      ],
      steps: 6, recordInterval: 4, choosesRates: true)
  }

  /// Three seeds of arms with an error and a gradient norm, and a chosen rate inside its grid.
  private func word(_ name: String, _ arms: [String: (error: Double, norm: Double)]) -> VerdictWord?
  {
    var results = StudyResults(form: .quick, seeds: [31, 32, 33])
    for (arm, numbers) in arms {
      for seed in results.seeds {
        results[arm, seed] = Measurement(values: [
          "test_error": numbers.error + Double(seed) * 1e-4,
          "gradient_norm": numbers.norm * (1 + Double(seed) * 1e-4), "is_bracketed": 1,
        ])
      }
    }
    return comparison.verdicts(in: results).first { $0.claim.name == name }?.word
  }

  @Test func `each claim has its sign`() {
    let arms = ["none": (0.3, 1.0), "decoupled": (0.2, 3.0), "stable": (0.1, 2.0)]
    let names = ["decoupled", "stable", "stable, decoupled"]
    for name in names {
      #expect(word("\(name), test error", arms) == .supported)
      #expect(word("\(name), late gradients", arms) == .supported)
    }
    let turned = ["none": (0.1, 3.0), "decoupled": (0.2, 1.0), "stable": (0.3, 2.0)]
    for name in names { #expect(word("\(name), test error", turned) == .contradicted) }
    #expect(word("decoupled, late gradients", turned) == .contradicted)
    #expect(word("stable, decoupled, late gradients", turned) == .contradicted)
  }

  /// Errors are 0.3, 0.2 and 0.31, each with the same scatter over the seeds, which leaves the differences.
  @Test func `differences to the first form are charted in points`() throws {
    var results = StudyResults(form: .quick, seeds: [31, 32, 33])
    for (arm, error) in [("none", 0.3), ("decoupled", 0.2), ("stable", 0.31)] {
      for seed in results.seeds {
        results[arm, seed] = Measurement(values: ["test_error": error + Double(seed % 3) / 100])
      }
    }
    let charts = comparison.charts(of: results)
    #expect(charts.count == 9 && charts[0] is LineChart)
    let chart = try #require(charts[1] as? IntervalChart)
    #expect(chart.title == "Test error beside none" && chart.smallest == 0.5)
    #expect(chart.rows.map(\.name) == ["decoupled", "stable"])
    for (row, difference) in zip(chart.rows, [-10.0, 1]) {
      #expect(abs(row.center - difference) < 1e-9)
      // As coarse as 30 test examples make it: a step of 100/30 points over √6, by t of two degrees.
      let half = 4.302653 * 100 / 30 / 6.0.squareRoot() / 3.0.squareRoot()
      #expect(abs(row.low - difference + half) < 1e-4 && abs(row.high - difference - half) < 1e-4)
    }
    #expect(comparison.charts(of: StudyResults(form: .quick, seeds: [31])).count == 9)
  }

  @Test func `choices see nothing of the test part, and verdicts nothing else`() throws {
    let (results, isComplete) = try StudyJob(comparison, workers: 1).finish(
      StudyResults(form: .quick, seeds: [31]))
    #expect(isComplete)
    func loss(_ decay: any DecayPolicy, _ seed: UInt64, on part: TaskPlan.Evaluation) throws
      -> Double?
    {
      var task = try TaskPlan(data: data, hidden: [3], batchSize: 8, evaluation: part)
        .makeTask(seed: seed)
      return try TrainingRun(
        composition: .sgd(learningRate: .constant(0.5), decay: decay), steps: 6, recordInterval: 4
      ).train(&task).records.last?.testLoss
    }
    for seed in [201, 202] as [UInt64] {
      for rate in [0.03, 0.1] {
        #expect(
          try results["decoupled, λ = \(rate)", seed]?.values["test_loss"]
            == loss(.decoupled(rate), seed, on: .validation))
      }
      #expect(
        try results["none", seed]?.values["test_loss"] == loss(.none, seed, on: .validation))
    }
    #expect(try results["none", 31]?.values["test_loss"] == loss(.none, 31, on: .test))
    let rate = try #require(results["stable", 31]?.values["chosen_rate"])
    #expect(try results["stable", 31]?.values["test_loss"] == loss(.stable(rate), 31, on: .test))
    #expect(results["none", 31]?.curves["test_loss"]?.map(\.x) == [4, 6])
  }
}
