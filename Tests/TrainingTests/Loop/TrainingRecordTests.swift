import Descent
import Testing

@testable import Training

@Suite struct TrainingRecordTests {
  private let record: TrainingRecord = {
    var steps = StepAverages()
    steps.learningRate = 8.5
    steps.gradientNorm = 9.5
    steps.updateToWeightRatio = 10.5
    steps.effectiveLearningRate = 11.5
    steps.decayRate = 12.5
    steps.decayPerEffectiveLearningRate = 13.5
    return TrainingRecord(
      step: 1, epoch: 1.5, trainingLoss: 2.5, gradientNorm: 3.5, testLoss: 4.5, testError: 5.5,
      weightNorm: 6.5, decayedGradientNorm: 7.5, steps: steps,
      layers: [
        LayerRecord(
          name: "w", weightNorm: 1.5, gradientNorm: 2.5, updateToWeightRatio: 3.5, updateAngle: 4.5)
      ])
  }()

  /// Each number under its own name, in the order of the columns.
  @Test func `every column has its number`() {
    let columns = [
      "step": "1", "epoch": "1.5", "training_loss": "2.5", "gradient_norm": "3.5",
      "test_loss": "4.5", "test_error": "5.5", "weight_norm": "6.5",
      "decayed_gradient_norm": "7.5", "learning_rate": "8.5", "batch_gradient_norm": "9.5",
      "update_to_weight_ratio": "10.5", "effective_learning_rate": "11.5", "decay_rate": "12.5",
      "decay_per_effective_learning_rate": "13.5",
    ]
    #expect(
      Dictionary(uniqueKeysWithValues: zip(TrainingRecord.header, record.cells)) == columns)
    let layer = [
      "step": "1", "layer": "w", "weight_norm": "1.5", "gradient_norm": "2.5",
      "update_to_weight_ratio": "3.5", "update_angle": "4.5",
    ]
    #expect(
      Dictionary(uniqueKeysWithValues: zip(TrainingRecord.layerHeader, record.layerCells[0]))
        == layer)
  }

  @Test func `what is not known is an empty cell`() {
    let plain = TrainingRecord(
      step: 1, epoch: 1, trainingLoss: 1, gradientNorm: 1, testLoss: 1, testError: 1,
      weightNorm: 1, decayedGradientNorm: 1, steps: StepAverages())
    #expect(plain.cells.suffix(6) == ["0.0", "0.0", "0.0", "", "", ""])
  }

  @Test func `test losses are read back, and what is none is refused with its line`() throws {
    var table = Table(header: TrainingRecord.header)
    table.append(record.cells)
    let losses = try TrainingRecord.testLosses(in: table.csv)
    #expect(losses.map(\.step) == [1] && losses.map(\.loss) == [4.5])
    for (old, new) in [("1,1.5", "x,1.5"), ("4.5,", "y,"), (",13.5", "")] {
      let error = try #require(throws: DataError.self) {
        try TrainingRecord.testLosses(in: table.csv.replacing(old, with: new))
      }
      #expect(error.description.contains("line 2"), "\(error)")
    }
  }

  @Test func `a page shows each column in its chart`() throws {
    let names = [
      ("Loss", "mean over examples, without any penalty", false, ["training", "test"]),
      ("Test error", "share of the test examples", false, ["test"]),
      (
        "Gradient norm", "of the training loss, over a fixed part of the examples", true,
        ["gradient"]
      ),
      ("Weight norm", "of what is decayed", false, ["weights"]),
      ("Learning rate", "mean over the steps since the record before", false, ["rate"]),
    ]
    // The numbers of the columns above, and twice as much at twice the step.
    let numbers = [[2.5, 4.5], [5.5], [3.5], [6.5], [8.5]]
    var table = Table(header: TrainingRecord.header)
    table.append(record.cells)
    table.append(record.cells.map { "\((Double($0) ?? 0) * 2)" })
    let optimizer = try Optimizer(.sgd(learningRate: .constant(0.5)))
    let page = TrainingRecord.page(
      of: table.csv, setting: ["The <setting>."], optimizer: optimizer, command: "descent train")
    for (name, numbers) in zip(names, numbers) {
      let chart = LineChart(
        title: name.0, subtitle: name.1, horizontalLabel: "step", isLogarithmic: name.2,
        curves: zip(name.3, numbers).map { curve, number in
          .init(name: curve, points: [.init(x: 1, y: number), .init(x: 2, y: 2 * number)])
        })
      #expect(page.body.contains(chart.svg), "\(name.0)")
    }
    #expect(page.body.contains("<p class=\"\">The &lt;setting&gt;.</p>"))
    let rule = optimizer.explain(as: .mathML)
    #expect(rule.hasPrefix("<math display=\"block\">") && rule.contains("<mi>θ</mi>"))
    #expect(page.body.contains("<h2>The update</h2>\n<div class=\"scroll\">\(rule)</div>"))
    #expect(page.body.contains("<h2>To make it again</h2>\n<pre>descent train</pre>"))
  }

  /// A mean over some of the steps would be taken for one over all.
  @Test func `what was not measured in all steps has no mean`() throws {
    var optimizer = try Optimizer(.adamw(learningRate: .constant(0.5), weightDecay: 0.5))
    optimizer.norms = .every(2)
    let group = ParameterGroup("group", [Parameter("w", [1, 2])])
    let reports = try (1...2).map { _ in
      group.parameters[0].setGradient([3, 4])
      return try optimizer.step([group])
    }
    #expect(StepAverages([reports[1]]).gradientNorm == 5)
    let averages = StepAverages(reports)
    #expect(averages.gradientNorm == 0 && averages.effectiveLearningRate == nil)
    #expect(averages.learningRate == 0.5 && averages.decayRate == 0.25)
  }
}
