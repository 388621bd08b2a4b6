import Descent
import TestSupport
import Testing
import Training

@Suite struct TrainingRunTests {
  let run = TrainingRun(
    composition: .sgdw(learningRate: .constant(0.5), momentum: 0, weightDecay: 0.2),
    steps: 10, recordInterval: 4)

  /// A rate that falls to 0 after so many steps, for runs that end before, there, and later.
  @Test(arguments: 1...9)
  func `the steps at the end whose rate is 0 are counted`(steps: Int) {
    for moving in 0...9 {
      let rates = (1...9).map { $0 <= moving ? 0.5 : 0 }
      let run = TrainingRun(
        composition: .sgd(learningRate: .list(rates)), steps: steps, recordInterval: 1)
      #expect(run.stepsAtRest == max(0, steps - moving), "\(moving) of \(steps)")
    }
    let heard = TrainingRun(
      composition: .sgd(learningRate: .list([0]).reducedOnPlateau(factor: 0.5)), steps: 4,
      recordInterval: 1)
    #expect(heard.stepsAtRest == 0)
  }

  @Test func records() throws {
    var task = Parabola()
    let result = try run.train(&task) { _ in true }
    #expect(result.ending == .finished)
    #expect(result.records.map(\.step) == [4, 8, 10])
    #expect(result.records.map(\.epoch) == [1, 2, 2.5])
    // θ₁ shrinks by 1 − 0.5 − 0.5 · 0.2 in a step, θ₂ by 1 − 0.5.
    for record in result.records {
      let weight = 3 * power(0.4, record.step)
      let bias = 4 * power(0.5, record.step)
      #expect(abs(record.weightNorm / weight - 1) < 1e-5)
      let loss = (weight * weight + bias * bias) / 2
      #expect(abs(record.trainingLoss / loss - 1) < 1e-5)
      #expect(record.testError == 0.25)
      // The gradient is θ.
      #expect(abs(record.decayedGradientNorm / weight - 1) < 1e-5)
      #expect(record.layers.isEmpty)
    }
    let steps = try #require(result.records.first).steps
    #expect(steps.learningRate == 0.5)
    #expect(steps.effectiveLearningRate == 0.5)
    #expect(abs((steps.decayRate ?? 0) - 0.1) < 1e-12)
    #expect(abs((steps.decayPerEffectiveLearningRate ?? 0) - 0.2) < 1e-12)
    // Of 3 and 4 at the first step, and what is left of them at the next ones, up to each record.
    let norms = (0..<10).map { step in
      let (weight, bias) = (3 * power(0.4, step), 4 * power(0.5, step))
      return (weight * weight + bias * bias).squareRoot()
    }
    for (record, own) in zip(result.records, [0..<4, 4..<8, 8..<10]) {
      let mean = norms[own].reduce(0, +) / Double(own.count)
      #expect(abs(record.steps.gradientNorm / mean - 1) < 1e-5, "\(own)")
    }
    // All of θ moves by half of itself.
    #expect(abs(steps.updateToWeightRatio - 0.5) < 1e-6)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  @Test func observers() throws {
    var task = Parabola()
    var progress: [Double] = []
    var recorded: [Int] = []
    _ = try run.train(&task) { event in
      switch event {
      case .progress(let fraction): progress.append(fraction)
      case .record(let record, _): recorded.append(record.step)
      }
      return true
    }
    #expect(progress == (1...10).map { Double($0) / 10 })
    #expect(recorded == [4, 8, 10])
  }

  @Test func interruption() throws {
    var task = Parabola()
    let result = try run.train(&task) { event in
      if case .progress(let fraction) = event { fraction < 0.5 } else { true }
    }
    #expect(result.ending == .interrupted)
    #expect(result.records.map(\.step) == [4])
    #expect(task.step == 5)
  }

  @Test func divergence() throws {
    var task = Parabola()
    task.failsAtStep = 6
    let result = try run.train(&task) { _ in true }
    #expect(result.ending == .diverged(step: 6))
    #expect(result.records.map(\.step) == [4])
  }

  @Test func cellsGiveTheNumbersBack() throws {
    var task = Parabola()
    let record = try #require(try run.train(&task) { _ in true }.records.last)
    #expect(record.cells.count == TrainingRecord.header.count)
    #expect(record.cells[0] == "10")
    #expect(Double(record.cells[2]) == record.trainingLoss)
    #expect(Double(record.cells[10]) == record.steps.updateToWeightRatio)
  }

  /// From the last step a run has nothing left to do, and one with fewer steps can't go on.
  @Test func aFinishedRunGoesOnWithNothing() throws {
    let folder = try TemporaryFolder()
    let file = TrainingCheckpoint(path: folder.file("state"), settings: [:])
    var task = Parabola()
    _ = try run.train(&task) { event in
      if case .record(_, let state) = event { try file.save(state, tables: [:]) }
      return true
    }
    let contents = try #require(try file.read())
    let result = try run.train(&task, from: contents)
    #expect(result.records.isEmpty && result.ending == .finished)
    let shorter = TrainingRun(composition: run.composition, steps: 9, recordInterval: 4)
    let error = #expect(throws: CheckpointError.self) {
      try shorter.train(&task, from: contents)
    }
    #expect(error?.description.hasSuffix("the step must be in 0...9, but is 10") == true)
  }

  @Test(arguments: [9, 10])
  func `a run that is ended with its last step has finished`(end: Int) throws {
    var task = Parabola()
    var steps = 0
    let result = try run.train(&task) { event in
      if case .progress = event { steps += 1 }
      return steps < end
    }
    #expect(result.ending == (end == 10 ? .finished : .interrupted) && steps == end)
    #expect(result.records.map(\.step) == (end == 10 ? [4, 8, 10] : [4, 8]))
  }

  /// A weight of 0 has no direction that could turn, and no size to compare with.
  @Test func layersOfZeros() throws {
    var task = Turn(start: [0, 0])
    var run = TrainingRun(
      composition: .sgd(learningRate: .constant(1)), steps: 1, recordInterval: 1)
    run.recordsLayers = true
    let layer = try #require(try run.train(&task).records.first?.layers.first)
    #expect(layer.weightNorm == 2)
    #expect(layer.updateToWeightRatio == 0 && layer.updateAngle == 0)
  }

  /// A weight that one step turns by a right angle, minus an eighth of a turn.
  @Test func layersSayWhatTheLastStepDid() throws {
    var task = Turn()
    var run = TrainingRun(
      composition: .sgd(learningRate: .constant(1)), steps: 3, recordInterval: 2)
    run.recordsLayers = true
    let records = try run.train(&task).records
    #expect(records.map { $0.layers.map(\.name) } == [["weight"], ["weight"]])
    let layer = try #require(records.first?.layers.first)
    // From (2, 2) to (0, 2).
    #expect(layer.weightNorm == 2)
    #expect(abs(layer.updateToWeightRatio - 0.5.squareRoot()) < 1e-7)
    #expect(abs(layer.updateAngle - .pi / 4) < 1e-7)
    #expect(layer.gradientNorm == 5)
    #expect(
      records.flatMap(\.layerCells).map { $0.prefix(2) } == [["2", "weight"], ["3", "weight"]])
    #expect(records[0].layerCells[0].count == TrainingRecord.layerHeader.count)
  }
}

/// A weight that starts at (2, 0), or elsewhere, and takes the steps (0, 2), (-2, 0) and (0, 0).
private struct Turn: TrainingTask {
  let weight: Parameter
  let groups: [ParameterGroup]
  let stepsPerEpoch = 1
  let buffers: [Buffer] = []
  var step = 0

  init(start: [Float] = [2, 0]) {
    weight = Parameter("weight", shape: [1, 2], start)
    groups = [ParameterGroup("weights", [weight])]
  }

  mutating func skip(batches: Int) {}

  mutating func takeGradient() -> Double {
    weight.setGradient([[0, -2], [2, 0], [0, 0]][step])
    step += 1
    return 1
  }

  mutating func measureTraining() -> (loss: Double, gradientNorm: Double) {
    weight.setGradient([3, 4])
    return (1, 5)
  }

  mutating func measureTest() -> (loss: Double, error: Double) { (1, 0) }
}
