import Descent
import Optimization
import Training

/// `descent train`: one network under one composition.
struct TrainCommand: Command {
  let name = "train"
  let summary = "Train a network under a composition of your choice"
  let discussion = """
    descent train --optimizer adams --learning-rate 2e-3 --label-noise 0.4
    descent train --data csv:table.csv --label kind --decay decoupled:0.1,until=500
    descent train --data text --out results
    descent train --task cartpole --optimizer adamw --schedule constant --steps 12000

    With --out, each record also replaces checkpoint.safetensors. After a kill, the same command with
    --resume goes on from there, and epochs.csv becomes what it would have been without the kill.
    """
  let agent = AgentOptions()
  let data = DataOptions()
  let composition = CompositionOptions()
  let network = NetworkOptions()
  let length = LengthOptions()
  let seed = Option("seed", .seed, default: 1, help: "decides everything that is random")
  let out = Option(
    "out", .text("FOLDER"),
    help: "where to write epochs.csv and checkpoint.safetensors; nothing is written without it")
  let layers = Switch(
    "layers", help: "write layers.csv, too: what each record knows of each decayed parameter")
  let resume = Switch(
    "resume", help: "go on from the checkpoint in --out, or begin anew where there is none")
  let overwrite = Switch("overwrite", help: "begin anew where --out holds a run already")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    for needing in [layers, resume, overwrite] where arguments[needing] && !arguments.gives(out) {
      throw UsageError("--\(needing.name) needs --out")
    }
    if arguments[resume], arguments[overwrite] {
      throw UsageError("--resume and --overwrite can't be given together")
    }
    if let world = arguments[optional: agent.task] {
      return try trainAgent(in: world, arguments, console: console)
    }
    let folder = try arguments[optional: out].map { try OutputFolder($0) }
    defer { folder?.discardIfUnused() }
    try folder.map { try claim($0, arguments) }
    let (data, summary) = try self.data.load(arguments, seed: arguments[seed])
    let plan = try plan(arguments, data)
    var task: any TrainingTask
    do { task = try plan.makeTask(seed: arguments[seed]) } catch let error as NetworkMismatch {
      throw UsageError("--network: \(error)")
    }
    let run = try trainingRun(arguments, stepsPerEpoch: task.stepsPerEpoch)
    let checkpoint = try folder.map {
      TrainingCheckpoint(
        path: $0.path(of: Progress.checkpoint),
        settings: try settings(arguments, plan, run))
    }
    let start = arguments[resume] ? try checkpoint?.read() : nil
    if arguments[resume], let path = checkpoint?.path {
      console.error(
        "descent: "
          + (start.map { "going on after step \($0.step)" }
            ?? "\(path) is not there: beginning anew"))
    }
    console.error("descent: \(oneLine(summary))")
    let progress = try Progress(
      run: run, folder: folder, checkpoint: checkpoint, tables: start?.tables, console: console)
    let result = try run.train(&task, from: start) { try progress.observe($0) }
    progress.board.close()
    return conclude(result, progress.interruption, console: console)
  }

  /// Trains an agent; flags about data have no meaning for it.
  private func trainAgent(
    in world: any Environment.Type, _ arguments: Arguments, console: Console
  ) throws -> ExitCode {
    let others =
      Mirror(reflecting: data).children.compactMap { $0.value as? any Declaration }
      + [
        network.network, network.dropout, network.labelSmoothing, network.decayEmbedding,
        length.epochs, layers, resume,
      ]
    if let flag = others.first(where: { arguments.gives($0) }) {
      throw UsageError("--\(flag.name) is for data, but --\(agent.task.name) has none")
    }
    let folder = try arguments[optional: out].map { try OutputFolder($0) }
    defer { folder?.discardIfUnused() }
    if let folder, folder.has(AgentOptions.episodes), !arguments[overwrite] {
      throw OutputError(
        path: folder.path(of: AgentOptions.episodes),
        problem: "is of another run; --overwrite begins anew")
    }
    return try agent.train(
      world, composition: { try composition.composition(arguments, steps: $0) },
      steps: arguments[optional: length.steps], hidden: arguments[optional: network.hidden],
      batchSize: arguments[optional: network.batch], seed: arguments[seed], folder: folder,
      console: console)
  }

  /// Nobody's run is lost without a word.
  private func claim(_ folder: OutputFolder, _ arguments: Arguments) throws {
    try folder.claim()
    guard !arguments[resume], !arguments[overwrite],
      let name = [Progress.checkpoint, Progress.epochs].first(where: folder.has)
    else { return }
    throw OutputError(
      path: folder.path(of: name),
      problem: "is of another run; --resume goes on with it, --overwrite begins anew")
  }

  private func plan(_ arguments: Arguments, _ data: TrainingData) throws -> TaskPlan {
    var plan = try network.plan(arguments, data: data)
    plan.labelNoise = arguments[self.data.labelNoise]
    plan.examples = arguments[optional: self.data.examples]
    return plan
  }

  private func trainingRun(_ arguments: Arguments, stepsPerEpoch: Int) throws -> TrainingRun {
    let steps = try length.steps(
      arguments, stepsPerEpoch: stepsPerEpoch,
      usual: arguments[data.data] == .novel ? 2_000 : Swift.max(20 * stepsPerEpoch, 1_000))
    let composition = try composition.composition(arguments, steps: steps)
    do { _ = try Optimizer(composition) } catch { throw UsageError("\(error)") }
    // Every epoch; where epochs are long, twenty times in all.
    let interval = Swift.min(stepsPerEpoch, Swift.max(1, steps / 20))
    var run = TrainingRun(composition: composition, steps: steps, recordInterval: interval)
    run.recordsLayers = arguments[layers]
    return run
  }

  /// Everything that decides the numbers of a run, by the names of the flags.
  private func settings(
    _ arguments: Arguments, _ plan: TaskPlan, _ run: TrainingRun
  ) throws -> [String: String] {
    var settings = [
      data.data.name: plan.data.fingerprint,
      data.labelNoise.name: "\(plan.labelNoise)",
      length.steps.name: "\(run.steps)",
      seed.name: "\(arguments[seed])",
      layers.name: "\(run.recordsLayers)",
    ]
    settings.merge(network.settings(plan)) { $1 }
    if let examples = plan.examples { settings[data.examples.name] = "\(examples)" }
    if case .object(let parts) = try run.composition.recipe(catalogue: .standard) {
      for (role, part) in parts { settings[role] = "\(part)" }
    }
    return settings
  }

  private func conclude(
    _ result: TrainingRun.Result, _ interruption: Interruption, console: Console
  ) -> ExitCode {
    switch result.ending {
    case .finished: return .success
    case .interrupted: return interruption.exitCode
    case .diverged(let step):
      console.error("descent: the loss is no finite number at step \(step); try a lower rate")
      return .failure
    }
  }
}

/// What is shown and written while a run goes on.
private struct Progress {
  let board: ProgressBoard
  let folder: OutputFolder?
  let checkpoint: TrainingCheckpoint?
  let interruption = Interruption()
  let tables: Tables

  /// The records so far, by the names of their files; a class, since the run only borrows its observer.
  final class Tables {
    var texts: [String: String]
    init(_ texts: [String: String]) { self.texts = texts }
  }

  /// Begins to show a run; tables to go on with replace whatever the folder has.
  init(
    run: TrainingRun, folder: OutputFolder?, checkpoint: TrainingCheckpoint?,
    tables: [String: String]?, console: Console
  ) throws {
    board = ProgressBoard(["\(run.steps) steps"], console: console)
    self.folder = folder
    self.checkpoint = checkpoint
    var empty = [Self.epochs: Table.csvLine(TrainingRecord.header)]
    if run.recordsLayers { empty[Self.layers] = Table.csvLine(TrainingRecord.layerHeader) }
    self.tables = Tables(tables ?? empty)
    // A kill may have come between the tables and the checkpoint.
    if tables != nil { try write() }
  }

  static let epochs = "epochs.csv"
  static let checkpoint = "checkpoint.safetensors"
  private static let layers = "layers.csv"

  /// Shows an event and writes the records so far.
  ///
  /// - Returns: whether to go on.
  func observe(_ event: TrainingRun.Event) throws -> Bool {
    switch event {
    case .progress(let fraction):
      board.update(0, fraction: fraction)
    case .record(let record, let state):
      board.print(record.line)
      tables.texts[Self.epochs]?.append(Table.csvLine(record.cells))
      tables.texts[Self.layers]?.append(record.layerCells.map(Table.csvLine).joined())
      try write()
      try checkpoint?.save(state, tables: tables.texts)
    }
    return !interruption.isRequested()
  }

  private func write() throws {
    for (name, text) in tables.texts { try folder?.write(text, as: name) }
  }
}

extension TrainingRecord {
  /// The record in a line for a terminal.
  fileprivate var line: String {
    [
      "step \(step)", "epoch \(epoch.text())",
      "training loss \(trainingLoss.text(decimals: 4))",
      "test loss \(testLoss.text(decimals: 4))",
      "test error \((testError * 100).text(decimals: 2)) %",
      "|g| \(gradientNorm.text())", "|w| \(weightNorm.text())",
    ].joined(separator: "  ")
  }
}
