import Descent
import DistributedTraining
import Foundation
import Storing
import Training

// What a run is known by: to be made again, to go on, and to be one run on all processes.
extension TrainCommand {
  /// What can be typed to make the run again.
  func again(_ arguments: Arguments) -> String {
    arguments.line(of: self, without: [out.name, resume.name, overwrite.name])
  }

  func checkpoint(
    _ folder: OutputFolder, _ arguments: Arguments, _ plan: TaskPlan, _ run: TrainingRun
  ) throws -> TrainingCheckpoint {
    var checkpoint = TrainingCheckpoint(
      path: folder.path(of: TrainProgress.checkpoint),
      settings: try settings(arguments, plan, run))
    if arguments.gives(length.steps) || arguments.gives(length.epochs) {
      checkpoint.changeable = [length.steps.name]
    }
    checkpoint.notes[RunFile.command] = again(arguments)
    checkpoint.notes["program"] = programDescription
    if case .examples(let training, _) = plan.data, let encoding = training.encoding {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      checkpoint.notes[RunFile.encoding] = String(
        decoding: try encoder.encode(encoding), as: UTF8.self)
    }
    return checkpoint
  }

  /// Where to go on.
  func start(
    _ checkpoint: TrainingCheckpoint, _ arguments: Arguments
  ) throws -> TrainingCheckpoint.Contents? {
    do { return try checkpoint.read() } catch let error as OtherRunError {
      guard error.settings == ["schedule"], !checkpoint.changeable.isEmpty else { throw error }
      throw OtherRunError(
        path: checkpoint.path,
        differences: error.differences + [
          "a run can be prolonged where its schedule has no end: one of --schedule constant"
        ])
    }
  }

  /// Everything that decides the numbers of a run, by the names of the flags.
  func settings(
    _ arguments: Arguments, _ plan: TaskPlan, _ run: TrainingRun
  ) throws -> [String: String] {
    var settings = [
      data.data.name: plan.data.fingerprint,
      data.labelNoise.name: "\(plan.labelNoise)",
      length.steps.name: "\(run.steps)",
      seed.name: "\(arguments[seed])",
      layers.name: "\(run.recordsLayers)",
      state.name: "\(run.statePrecision)",
    ]
    settings.merge(network.settings(plan)) { $1 }
    settings[from.name] = arguments[optional: from]
    // One process has the statistics of the whole batch.
    settings[shareStatistics.name] = arguments[shareStatistics] && ranks.count > 1 ? "true" : nil
    settings[averageDecay.name] = run.averageDecay.map { "\($0)" }
    if let examples = plan.examples { settings[data.examples.name] = "\(examples)" }
    if case .object(let parts) = try run.composition.recipe(catalogue: .standard) {
      for (role, part) in parts { settings[role] = "\(part)" }
    }
    return settings
  }

  /// Everything that must be equal on all processes.
  func job(
    _ arguments: Arguments, _ subject: TrainedSubject, _ run: TrainingRun,
    _ start: TrainingCheckpoint.Contents?
  ) throws -> [String: String] {
    var job = try settings(arguments, subject.plan, run)
    let parameters = subject.task.groups.flatMap(\.parameters)
    job["parameters"] = parameters.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
    job["norm of the first weights"] = "\(subject.task.weightNorm)"
    job["start"] = start?.step
    job[shardState.name] = "\(arguments[shardState])"
    return job
  }
}
