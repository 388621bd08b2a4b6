import Autodiff
import Components
import Kernels
public import Optimization
import Storing

/// One training run: a composition, so many steps, and how often to look.
///
/// `TaskPlan` and `Classifier` show a run of each.
public struct TrainingRun: Sendable {
  /// The optimizer's parts.
  public let composition: Composition

  /// The number of steps, in `1...`.
  public let steps: Int

  /// The number of steps between two records, in `1...`; the last step has one, too.
  public let recordInterval: Int

  /// Whether records say something of each layer; the weights before a recorded step are copied then.
  public var recordsLayers = false

  /// The share of an exponential average of the weights that stays at a step, in `0 ..< 1`; nil for no
  /// average.
  ///
  /// The test loss and error are then those of the average, with running statistics of its own, and
  /// `State.saveWeights` saves it.
  public var averageDecay: Double?

  /// How the optimizer's state is kept.
  public var statePrecision = StatePrecision.float32

  /// The processes that share the optimizer's state out; nil for one that keeps all of it.
  package var stateRanks: (any StateRanks)?

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - composition: the optimizer's parts.
  ///   - steps: the number of steps, in `1...`.
  ///   - recordInterval: the number of steps between two records, in `1...`.
  public init(composition: Composition, steps: Int, recordInterval: Int) {
    require(steps > 0, "TrainingRun: steps must be in 1..., but is \(steps)")
    require(
      recordInterval > 0, "TrainingRun: recordInterval must be in 1..., but is \(recordInterval)")
    self.composition = composition
    self.steps = steps
    self.recordInterval = recordInterval
  }

  /// What a run left behind.
  public struct Result: Sendable {
    /// The records, in the order of the steps.
    public internal(set) var records: [TrainingRecord]

    /// How it ended.
    public internal(set) var ending = Ending.finished

    /// Creates the result of a run that has taken all its steps.
    public init(records: [TrainingRecord] = []) {
      self.records = records
    }
  }

  /// How a run can end.
  public enum Ending: Sendable, Hashable {
    /// All steps were taken.
    case finished
    /// Somebody asked for the end.
    case interrupted
    /// The loss was no finite number any more.
    case diverged(step: Int)
  }

  /// What an observer hears of a run.
  public enum Event {
    /// A share of the run is done, in `0...1`.
    case progress(Double)
    /// There is a new record, from which the run can go on.
    case record(TrainingRecord, State)
  }

  /// Where a run stands, with everything that it goes on with.
  public struct State {
    let stepper: any ResumableStepper
    let task: any TrainingTask

    /// Saves the weights that are tested alone, as `Model.save(to:)` does.
    ///
    /// - Parameters:
    ///   - path: the file; what was there is replaced as a whole.
    ///   - notes: texts for those who find the file.
    /// - Throws: `CheckpointError` where that fails; what was there is there still.
    public func saveWeights(to path: String, notes: [String: String] = [:]) throws {
      let bytes = try withTestedWeights { try task.weights.bytes(metadata: notes) }
      try CheckpointFile(path: path).replace(with: bytes)
    }

    /// Calls the body while the network has the average of its weights, where one is kept.
    func withTestedWeights<Result>(_ body: () throws -> Result) throws -> Result {
      guard var average = stepper as? any AveragingStepper else { return try body() }
      var task = task
      return try average.withAverages(settling: task.buffers, by: { task.settle() }, body)
    }
  }
}

@available(*, unavailable)
extension TrainingRun.Event: Sendable {}

@available(*, unavailable)
extension TrainingRun.State: Sendable {}

extension TrainingRun {
  /// Trains; a schedule that hears of a metric is told the loss of each batch before its step.
  ///
  /// - Parameters:
  ///   - task: the network and its data.
  ///   - start: where the same run was stopped; left out, it begins anew.
  ///   - observe: hears of every step and record; false ends the run.
  /// - Returns: the records made now, and how the run ended.
  /// - Throws: `OptimizerError` where the composition has no meaning or a step is refused,
  ///   `CheckpointError` where the start is none of this task, and whatever `observe` throws.
  public func train(
    _ task: inout some TrainingTask, from start: TrainingCheckpoint.Contents? = nil,
    observe: (Event) throws -> Bool = { _ in true }
  ) throws -> Result {
    var optimizer = try makeOptimizer()
    optimizer.norms = .every(1)
    // Runs go on side by side, a thread each; a step of a small network is too short to share.
    optimizer.threads = 1
    guard let averageDecay else {
      return try train(&task, by: optimizer, \.self, from: start, observe: observe)
    }
    return try train(
      &task, by: optimizer.averagingWeights(beta: averageDecay), \.base, from: start,
      observe: observe)
  }

  /// The optimizer before its first step.
  package func makeOptimizer() throws(OptimizerError) -> Optimizer {
    var optimizer = try Optimizer(composition, measuresGain: true, state: statePrecision)
    if let stateRanks { optimizer.shareState(over: stateRanks) }
    return optimizer
  }

  /// The number of last steps whose learning rate is 0; 0 for a rate that is no function of the step alone.
  package var stepsAtRest: Int {
    let known: [Formula] = [.t, .π]
    guard composition.schedule.rate.symbols.allSatisfy({ known.contains(.symbol($0)) }) else {
      return 0
    }
    func rests(_ last: Int) -> Bool {
      composition.schedule.learningRate(at: steps - last + 1) == 0
    }
    var (resting, beyond) = (0, 1)
    while beyond <= steps, rests(beyond) { (resting, beyond) = (beyond, 2 * beyond) }
    beyond = Swift.min(beyond, steps + 1)
    while beyond - resting > 1 {
      let middle = (resting + beyond) / 2
      if rests(middle) { resting = middle } else { beyond = middle }
    }
    return resting
  }

  /// Trains by an optimizer, or by a wrapper around the one at `base`.
  private func train<Stepper: ResumableStepper>(
    _ task: inout some TrainingTask, by stepper: Stepper,
    _ base: WritableKeyPath<Stepper, Optimizer>, from start: TrainingCheckpoint.Contents?,
    observe: (Event) throws -> Bool
  ) throws -> Result {
    var stepper = stepper
    let followsMetric = stepper[keyPath: base].followsMetric
    var result = Result()
    var reports: [StepReport] = []
    if let start {
      try stepper.load(
        start.file, path: start.path, groups: task.groups, buffers: task.buffers)
      guard stepper.stepCount <= steps else {
        throw CheckpointError(
          start.path, "the step must be in 0...\(steps), but is \(stepper.stepCount)")
      }
      task.skip(batches: stepper.stepCount)
    }
    // The last step may have been taken.
    for step in (stepper.stepCount + 1)..<(steps + 1) {
      let loss = task.takeGradient()
      guard loss.isFinite else {
        result.ending = .diverged(step: step)
        return result
      }
      let isRecorded = step.isMultiple(of: recordInterval) || step == steps
      let before = isRecorded && recordsLayers ? WeightsBefore(task.groups) : nil
      if followsMetric { stepper[keyPath: base].observe(metric: Double(loss)) }
      reports.append(try stepper.step(task.groups))
      var goesOn = try observe(.progress(Double(step) / Double(steps)))
      if isRecorded {
        let state = State(stepper: stepper, task: task)
        let record = try record(
          of: &task, at: state, step: step, reports: reports, before: before)
        result.records.append(record)
        reports.removeAll(keepingCapacity: true)
        goesOn = try observe(.record(record, state)) && goesOn
      }
      if !goesOn, step < steps {
        result.ending = .interrupted
        return result
      }
    }
    return result
  }

  private func record(
    of task: inout some TrainingTask, at state: State, step: Int, reports: [StepReport],
    before: WeightsBefore?
  ) throws -> TrainingRecord {
    let training = task.measureTraining()
    let decayedGradientNorm = task.decayedGradientNorm
    let layers = before?.layers ?? []
    let test = try state.withTestedWeights { task.measureTest() }
    return TrainingRecord(
      step: step, epoch: Double(step) / Double(task.stepsPerEpoch), trainingLoss: training.loss,
      gradientNorm: training.gradientNorm, testLoss: test.loss, testError: test.error,
      weightNorm: task.weightNorm, decayedGradientNorm: decayedGradientNorm,
      steps: StepAverages(reports), layers: layers)
  }
}
