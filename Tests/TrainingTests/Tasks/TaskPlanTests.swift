import Descent
import Training
import Testing

@Suite struct TaskPlanTests {
  /// Two classes that one feature tells apart.
  let examples: TrainingData = {
    func part(_ count: Int) -> Dataset {
      Dataset(
        shape: [2], features: (0..<count).flatMap { [Float($0 % 2) * 2 - 1, 0.5] },
        labels: (0..<count).map { $0 % 2 }, classes: ["a", "b"])
    }
    return .examples(training: part(40), test: part(10))
  }()

  let text: TrainingData = .text(
    CharacterText(String(repeating: "abcd", count: 40).unicodeScalars), trainingShare: 0.8)

  func run(_ plan: TaskPlan, seed: UInt64, steps: Int = 30) throws -> [TrainingRecord] {
    var task = try plan.makeTask(seed: seed)
    let run = TrainingRun(
      composition: .adam(learningRate: ConstantRate(0.05)), steps: steps, recordInterval: steps)
    return try run.train(&task) { _ in true }.records
  }

  @Test func bothKindsLearn() throws {
    for data in [examples, text] {
      let plan = TaskPlan(data: data, labelNoise: 0, hidden: [8], batchSize: 8)
      let last = try #require(try run(plan, seed: 1).last)
      #expect(last.testError == 0)
      #expect(last.testLoss < 0.1)
      #expect(last.trainingLoss < 0.1)
    }
  }

  @Test func theSeedDecidesEverything() throws {
    for data in [examples, text] {
      let plan = TaskPlan(data: data, labelNoise: 0, hidden: [4], batchSize: 8)
      let first = try run(plan, seed: 1, steps: 5)
      #expect(try run(plan, seed: 1, steps: 5) == first)
      #expect(try run(plan, seed: 2, steps: 5) != first)
    }
  }

  /// The whole training part in one batch: the batch's gradient is the measured one.
  @Test func theMeasuredGradientIsThatOfTheTrainingLoss() throws {
    for data in [examples, text] {
      let plan = TaskPlan(data: data, labelNoise: 0, hidden: [4], batchSize: 1_000)
      var task = try plan.makeTask(seed: 3)
      #expect(task.stepsPerEpoch == 1)
      let loss = task.takeGradient()
      let gradients = task.groups.flatMap(\.parameters).compactMap(\.gradient).map(Array.init)
      let norm = gradients.joined().reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      let measured = task.measureTraining()
      #expect(abs(measured.loss / loss - 1) < 1e-5)
      #expect(abs(measured.gradientNorm / norm - 1) < 1e-4)
    }
  }

  @Test func onlyWeightsAreDecayed() throws {
    for data in [examples, text] {
      let plan = TaskPlan(data: data, labelNoise: 0, hidden: [4], batchSize: 8)
      for group in try plan.makeTask(seed: 1).groups {
        for parameter in group.parameters {
          #expect((group.decayMultiplier > 0) == (parameter.role == .weight), "\(parameter.name)")
        }
      }
    }
  }

  /// A text that is hardly longer than a window still has a place in both parts.
  @Test func theShortestText() throws {
    let text = CharacterText(String(repeating: "ab", count: 9).unicodeScalars)
    for share in [0.01, 0.5, 0.99] {
      let data = TrainingData.text(text, trainingShare: share)
      let plan = TaskPlan(data: data, labelNoise: 0, hidden: [4], batchSize: 8)
      #expect(try run(plan, seed: 1, steps: 1).count == 1)
    }
  }
}
