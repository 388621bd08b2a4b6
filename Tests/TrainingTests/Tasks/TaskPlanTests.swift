import Descent
import Testing
import Training

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
      composition: .adam(learningRate: .constant(0.05)), steps: steps, recordInterval: steps)
    return try run.train(&task) { _ in true }.records
  }

  @Test func bothKindsLearn() throws {
    for data in [examples, text] {
      let plan = TaskPlan(data: data, hidden: [8], batchSize: 8)
      let last = try #require(try run(plan, seed: 1).last)
      #expect(last.testError == 0)
      #expect(last.testLoss < 0.1)
      #expect(last.trainingLoss < 0.1)
    }
  }

  @Test func batchNormNeedsTwoExamples() throws {
    for plan in [
      TaskPlan(data: examples, network: .batchNormalized, batchSize: 1),
      TaskPlan(data: examples, network: .batchNormalized, examples: 1, batchSize: 8),
    ] {
      let error = #expect(throws: NetworkMismatch.self) { try plan.makeTask(seed: 1) }
      #expect(
        error?.description
          == "mlp-bn needs two examples or more in a batch, for its norms, but there is 1")
    }
    let share = BatchShare(1, of: 3)
    for (batch, least) in [(1, 0), (4, 1), (5, 1)] {
      let plan = TaskPlan(
        data: examples, network: .batchNormalized, batchSize: batch, share: share)
      let error = #expect(throws: NetworkMismatch.self) { try plan.makeTask(seed: 1) }
      #expect(
        error?.description
          == "mlp-bn needs two examples or more in a batch, for its norms, but there is \(least) for "
          + "each process; take larger batches, or share statistics")
    }
    let few = TaskPlan(data: examples, batchSize: 2, share: share)
    let error = #expect(throws: BatchShareError.self) { try few.makeTask(seed: 1) }
    #expect(
      error?.description
        == "a batch of 2 examples can't be shared by 3 processes; take 3 or more")
    let shared = BatchShare(1, of: 3, sharesStatistics: true)
    for (batch, share) in [(6, share), (3, shared)] {
      let plan = TaskPlan(
        data: examples, network: .batchNormalized, batchSize: batch, share: share)
      #expect(try plan.makeTask(seed: 1).stepsPerEpoch == 40 / batch)
    }
  }

  @Test func theSeedDecidesEverything() throws {
    for data in [examples, text] {
      let plan = TaskPlan(data: data, hidden: [4], batchSize: 8)
      let first = try run(plan, seed: 1, steps: 5)
      #expect(try run(plan, seed: 1, steps: 5) == first)
      #expect(try run(plan, seed: 2, steps: 5) != first)
    }
  }

  /// The classes of images: which half is bright.
  let images: TrainingData = {
    func part(_ count: Int) -> Dataset {
      func pixels(_ image: Int) -> [Float] {
        let shade = Float(image) / 100
        return (0..<16).map { ($0 < 8) == image.isMultiple(of: 2) ? 1 + shade : -1 - shade }
      }
      return Dataset(
        shape: [4, 4], features: (0..<count).flatMap(pixels), labels: (0..<count).map { $0 % 2 },
        classes: ["top", "bottom"])
    }
    return .examples(training: part(40), test: part(10))
  }()

  let longText: TrainingData = .text(
    CharacterText(String(repeating: "abcd", count: 30).unicodeScalars), trainingShare: 0.7)

  @Test(arguments: NamedNetwork.all) func everyNetworkLearns(_ network: NamedNetwork) throws {
    let plan = TaskPlan(
      data: network.readsText ? longText : images, network: network,
      hidden: network.hidden.map { _ in 6 }, batchSize: 8)
    let records = try [1, 25].map { try #require(try run(plan, seed: 1, steps: $0).last) }
    #expect(records[1].testError == 0 && records[1].testLoss < 0.3 * records[0].testLoss)
    #expect(records[1].trainingLoss < 0.3 * records[0].trainingLoss)
  }

  /// Neither what is dropped nor a running average depends on how often one looks.
  @Test(arguments: NamedNetwork.all) func lookingChangesNothing(_ network: NamedNetwork) throws {
    let plan = TaskPlan(
      data: network.readsText ? longText : images, network: network,
      hidden: network.hidden.map { _ in 6 }, batchSize: 8, dropout: 0.3)
    let records = try [1, 5].map { interval in
      var task = try plan.makeTask(seed: 1)
      let run = TrainingRun(
        composition: .adam(learningRate: .constant(0.01)), steps: 5, recordInterval: interval)
      return try #require(try run.train(&task).records.last)
    }
    #expect(records[0].trainingLoss == records[1].trainingLoss)
    #expect(records[0].testLoss == records[1].testLoss)
  }

  /// The same weights and examples, other batches.
  @Test func theOrderOfTheBatchesHasASeedOfItsOwn() throws {
    let plan = TaskPlan(data: images, hidden: [4], batchSize: 8)
    var tasks = [try plan.makeTask(seed: 1), try plan.makeTask(seed: 1, orderSeed: 2)]
    var measured: [Double] = []
    var losses: [Double] = []
    for index in tasks.indices {
      measured.append(tasks[index].measureTraining().loss)
      losses.append(tasks[index].takeGradient())
    }
    #expect(measured[0] == measured[1] && losses[0] != losses[1])
  }

  /// Smoothing and dropout are for learning: what is measured has neither.
  @Test func smoothingAndDropoutAreNotMeasured() throws {
    let plans = [
      TaskPlan(data: images, batchSize: 40),
      TaskPlan(data: images, batchSize: 40, labelSmoothing: 0.5),
      TaskPlan(data: images, batchSize: 40, dropout: 0.5),
    ]
    var losses: [Double] = []
    var measured: [Double] = []
    for plan in plans {
      var task = try plan.makeTask(seed: 1)
      measured.append(task.measureTraining().loss)
      losses.append(task.takeGradient())
    }
    #expect(Set(measured).count == 1)
    #expect(Set(losses).count == 3)
  }

  @Test func partsOfExamplesDontOverlap() throws {
    let features = (0..<60).map(Float.init)
    let all = Dataset(
      shape: [1], features: features, labels: (0..<60).map { $0 % 2 }, classes: ["a", "b"])
    let test = Dataset(shape: [1], features: [0], labels: [0], classes: ["a", "b"])
    let plan = TaskPlan(data: .examples(training: all, test: test), examples: 20)
    for (evaluation, unused) in [
      (TaskPlan.Evaluation.test, 1), (.testAndUnused, 41), (.validation, 40),
    ] {
      var plan = plan
      plan.evaluation = evaluation
      let parts = plan.parts(of: all, test, seed: 1)
      #expect(parts.training.count == 20 && parts.test.count == unused)
      if evaluation == .validation {
        #expect(Set(parts.training.features + parts.test.features) == Set(features))
      }
      #expect(plan.parts(of: all, test, seed: 2).training.features != parts.training.features)
      plan.examples = nil
      let whole = plan.parts(of: all, test, seed: 1)
      #expect(whole.training.count == (evaluation == .validation ? 54 : 60))
      #expect(whole.test.count == (evaluation == .validation ? 6 : 1))
    }
  }

  @Test func partsOfATextDontOverlap() throws {
    let text = CharacterText((0..<200).map { Unicode.Scalar(UInt8($0 % 26 + 97)) })
    var plan = TaskPlan(data: .text(text, trainingShare: 0.75))
    #expect(try plan.parts(of: text, trainingShare: 0.75, window: 8) == (0..<150, 150..<200))
    plan.evaluation = .validation
    #expect(try plan.parts(of: text, trainingShare: 0.75, window: 8) == (0..<135, 135..<150))
  }

  /// Each part must have a window and the character behind it.
  @Test func `a text may be as short as two windows`() throws {
    func parts(_ count: Int, _ share: Double) throws -> [Range<Int>] {
      let text = CharacterText((0..<count).map { Unicode.Scalar(UInt8($0 % 26 + 97)) })
      let plan = TaskPlan(data: .text(text, trainingShare: share))
      let (training, test) = try plan.parts(of: text, trainingShare: share, window: 8)
      return [training, test]
    }
    #expect(try parts(18, 0.9) == [0..<9, 9..<18])
    #expect(try parts(19, 0.9) == [0..<10, 10..<19] && parts(19, 0.1) == [0..<9, 9..<19])
    #expect(throws: NetworkMismatch.self) { try parts(17, 0.5) }
  }

  @Test func networksAndDataMustFit() {
    func message(_ data: TrainingData, _ network: NamedNetwork) -> String {
      do {
        _ = try TaskPlan(data: data, network: network).makeTask(seed: 1)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(message(text, .residual) == "res needs examples with labels")
    #expect(message(images, .transformer) == "text-former needs a text")
    #expect(
      message(examples, .residual) == "res needs images, but an example is of shape [2]")
    let short = TrainingData.text(CharacterText("abcabcabc".unicodeScalars), trainingShare: 0.5)
    #expect(message(short, .characters) == "text needs at least 18 characters, but there are 9")
  }

  @Test func embeddingsDecayWhereTheyAreAskedTo() throws {
    for decays in [false, true] {
      let plan = TaskPlan(data: text, hidden: [4], decaysEmbeddings: decays)
      let groups = try plan.makeTask(seed: 1).groups
      let embedding = try #require(
        groups.first { $0.parameters.contains { $0.kind == .embedding } })
      #expect((embedding.decayMultiplier > 0) == decays)
    }
  }

  /// The whole training part in one batch: the batch's gradient is the measured one.
  @Test func theMeasuredGradientIsThatOfTheTrainingLoss() throws {
    for data in [examples, text] {
      let plan = TaskPlan(data: data, hidden: [4], batchSize: 1_000)
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
      let plan = TaskPlan(data: data, hidden: [4], batchSize: 8)
      for group in try plan.makeTask(seed: 1).groups {
        for parameter in group.parameters {
          #expect((group.decayMultiplier > 0) == (parameter.kind == .weight), "\(parameter.name)")
        }
      }
    }
  }

  /// A text that is hardly longer than a window still has a place in both parts.
  @Test func theShortestText() throws {
    let text = CharacterText(String(repeating: "ab", count: 9).unicodeScalars)
    for share in [0.01, 0.5, 0.99] {
      let data = TrainingData.text(text, trainingShare: share)
      let plan = TaskPlan(data: data, hidden: [4], batchSize: 8)
      #expect(try run(plan, seed: 1, steps: 1).count == 1)
    }
  }
}
