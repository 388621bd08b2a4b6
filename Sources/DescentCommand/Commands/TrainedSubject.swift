import Storing
import Training

/// What `train` and `evaluate` have in common: data, a network, and the task that they make.
struct TrainedSubject {
  /// What is learned.
  let plan: TaskPlan

  /// How the data were understood, in a line.
  let summary: String

  /// The network and its data.
  var task: any TrainingTask

  /// Reads the data and makes the network that flags describe.
  ///
  /// - Parameters:
  ///   - command: the command that was typed.
  ///   - arguments: its flags.
  ///   - share: what of every batch is this process's.
  /// - Throws: `UsageError` where a flag doesn't fit the data, and what reading them throws.
  init(
    _ command: some TrainingCommand, _ arguments: Arguments, share: BatchShare = .whole
  ) throws {
    let seed = arguments[command.seed]
    let (data, summary) = try command.data.load(arguments, seed: seed)
    var plan = try command.network.plan(arguments, data: data)
    plan.labelNoise = arguments[command.data.labelNoise]
    plan.examples = arguments[optional: command.data.examples]
    plan.share = share
    do { task = try plan.makeTask(seed: seed) } catch let error as NetworkMismatch {
      throw UsageError("--network: \(error)")
    } catch let error as BatchShareError {
      throw UsageError("--batch: \(error)")
    }
    (self.plan, self.summary) = (plan, summary)
  }

  /// Makes the network of a run on a table, for rows of which the classes are not known.
  ///
  /// - Parameters:
  ///   - saved: the flags of the run.
  ///   - rows: the features of each row.
  ///   - encoding: how rows became features.
  /// - Throws: `UsageError` where the flags don't make a network.
  init(_ saved: Arguments, answering rows: [[Float]], by encoding: TableEncoding) throws {
    func dataset(_ rows: [[Float]]) -> Dataset {
      Dataset(
        shape: [encoding.standardization.mean.count], features: rows.flatMap(\.self),
        labels: rows.map { _ in 0 }, classes: encoding.classes)
    }
    // Nothing is learned; two rows stand for what could be.
    let blank = encoding.standardization.mean.map { _ in Float(0) }
    let data = TrainingData.examples(training: dataset([blank, blank]), test: dataset(rows))
    plan = try TrainCommand().network.plan(saved, data: data)
    (task, summary) = (try plan.makeTask(seed: 1), "")
  }

  /// Takes the weights out of a file.
  ///
  /// - Throws: `CheckpointError` where they don't fit.
  func load(_ file: RunFile) throws {
    try task.weights.load(file.contents, path: file.path)
  }
}

/// A command whose flags describe data and a network.
protocol TrainingCommand: Command {
  /// What is learned from.
  var data: DataOptions { get }
  /// What learns.
  var network: NetworkOptions { get }
  /// What decides everything that is random.
  var seed: Option<UInt64> { get }
}
