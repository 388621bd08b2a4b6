import Optimization
import Training

/// The flag that trains an agent in a world, in place of a network on data.
struct AgentOptions: OptionGroup {
  let task = Option(
    "task", .world,
    help:
      "a world for an agent to act in, in place of --data: cartpole, mountaincar or acrobot, learned "
      + "by double deep Q-learning, 9000 steps where --steps is left out")

  /// Trains the agent.
  ///
  /// - Parameters:
  ///   - world: where it acts.
  ///   - composition: makes the optimizer's parts for a number of steps.
  ///   - steps: the number of steps; nil for the usual.
  ///   - hidden: the widths of the hidden layers; nil for the usual.
  ///   - batchSize: the number of remembered steps in a batch; nil for the usual.
  ///   - seed: decides everything that is random.
  ///   - folder: where episodes.csv goes; nil for nowhere.
  ///   - console: where to print.
  /// - Returns: how it went.
  /// - Throws: `UsageError` where the composition has no meaning, `OutputError` where the folder can't be
  ///   written, what a step throws.
  func train(
    _ world: any Environment.Type, composition: (Int) throws -> Composition, steps: Int?,
    hidden: [Int]?, batchSize: Int?, seed: UInt64, folder: OutputFolder?, console: Console
  ) throws -> ExitCode {
    let steps = steps ?? 9_000
    let composition = try composition(steps)
    do { _ = try Optimizer(composition) } catch { throw UsageError("\(error)") }
    var agent = DeepQLearning(world, composition: composition, steps: steps)
    if let hidden { agent.hidden = hidden }
    if let batchSize { agent.batchSize = batchSize }
    let board = ProgressBoard(["\(steps) steps"], console: console)
    let interruption = try Interruption(console: console)
    var (shown, from) = (0, 0)
    let result = try agent.train(seed: seed) { share, result in
      board.update(0, fraction: share)
      let tenth = Int(share * 10 + 1e-9)
      if tenth > shown {
        board.print(Self.line(step: steps * tenth / 10, after: from, result))
        (shown, from) = (tenth, steps * tenth / 10)
      }
      return !interruption.isRequested()
    }
    board.close()
    try folder?.write(Self.table(result).csv, as: Self.episodes)
    switch result.ending {
    case .finished: return .success
    case .interrupted: return interruption.exitCode
    case .diverged(let step):
      console.error("descent: the loss is no finite number at step \(step); try a lower rate")
      return .failure
    }
  }

  /// The table of all episodes.
  static let episodes = "episodes.csv"

  /// What a tenth of the run has come to.
  private static func line(step: Int, after: Int, _ result: DeepQLearning.Result) -> String {
    let late = result.meanReturn(after: after).map { $0.text() } ?? "–"
    let value = result.values.last.map { "  max Q \($0.text())" } ?? ""
    return "step \(step)  episodes \(result.episodes.count)  mean return \(late)\(value)"
  }

  private static func table(_ result: DeepQLearning.Result) -> Table {
    var table = Table(header: ["episode", "last_step", "return"])
    for (index, episode) in result.episodes.enumerated() {
      table.append(["\(index + 1)", "\(episode.lastStep)", "\(episode.totalReward)"])
    }
    return table
  }
}

extension ValueRule<any Environment.Type> {
  /// A world by its name.
  static var world: Self {
    let worlds: [any Environment.Type] = [CartPole.self, MountainCar.self, Acrobot.self]
    return Self(placeholder: "WORLD", oneOf: worlds) { $0.name }
  }
}
