import Descent
import DistributedTraining
import Optimization
import Storing
import Training

/// `descent train`: one network under one composition.
struct TrainCommand: TrainingCommand {
  /// The processes that train together: the first prints and writes.
  var ranks: any Communicator = Alone()

  let name = "train"
  let summary = "Train a network under a composition of your choice"
  let discussion = """
    descent train --optimizer adams --learning-rate 2e-3 --label-noise 0.4
    descent train --data csv:table.csv --label kind --decay decoupled:0.1,until=500
    descent train --data text --out results
    descent train --data csv:table.csv --patience 5 --keep-best --ema 0.999 --out results
    descent train --optimizer muon --data text
    descent train --task cartpole --optimizer adamw --schedule constant --steps 12000

    With --out, each record also replaces checkpoint.safetensors. After a kill, the same command with
    --resume goes on from there, and epochs.csv becomes what it would have been without the kill.
    With --resume and more --epochs or --steps a run goes on beyond its end, where its schedule has none
    (--schedule constant). At the end index.html has the curves. descent evaluate measures what is in
    the folder.
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
  let from = Option(
    "from", .text("WEIGHTS"),
    help: "begin from the weights of a run's folder, a checkpoint or PyTorch's safetensors file")
  let patience = Option(
    "patience", .integer(in: 1...1_000_000),
    help: "stop early: after so many records without a new lowest test loss")
  let averageDecay = Option(
    "ema", .share,
    help: "keep an exponential average of the weights, of which so much stays at a step, as in "
      + "0.999; it is what is tested, and what --keep-best keeps")
  let shardState = Switch(
    "shard-state",
    help:
      "under mpirun, each process keeps and steps a part of the optimizer's state (ZeRO stage 1), "
      + "with the same numbers, and writes it to a shard of the checkpoint")
  let shareStatistics = Switch(
    "share-statistics",
    help:
      "under mpirun, batch normalization takes the statistics of the whole batch, not of each "
      + "process's share")
  let state = Option(
    "state", .statePrecision, default: .float32,
    help:
      "how the optimizer's state is kept: bfloat16 takes half the memory, rounded at random by its seed"
  )
  let keepBest = Switch(
    "keep-best",
    help:
      "write best.safetensors to --out, too: the weights with the lowest test loss so far, so that "
      + "what they do on the test examples looks better than it is")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    try checkFlags(arguments)
    if let world = arguments[optional: agent.task] {
      return try trainAgent(in: world, arguments, console: console)
    }
    let place = try arguments[optional: out].map {
      try OutputFolder($0, isWritten: ranks.rank == 0)
    }
    let folder = ranks.rank == 0 ? place : nil
    defer { folder?.discardIfUnused() }
    try folder?.claim()
    if !arguments[overwrite] { try folder?.requireNoRun(but: TrainProgress.files) }
    let subject = try TrainedSubject(
      self, arguments,
      share: BatchShare(
        ranks.rank, of: ranks.count, sharesStatistics: arguments[shareStatistics]))
    let sharing: any Communicator = arguments[shardState] ? ranks : Alone()
    var run = try trainingRun(arguments, stepsPerEpoch: subject.task.stepsPerEpoch)
    run.shardState(over: sharing, hasGradients: true)
    let shared = DistributedTask(
      subject.task, over: ranks, shards: try run.shards(of: subject.task.groups),
      sharesStatistics: arguments[shareStatistics])
    var task: any TrainingTask = ranks.count > 1 ? shared : subject.task
    if let path = arguments[optional: from] { try subject.load(RunFile.first(in: path)) }
    let checkpoint = try place.map { try self.checkpoint($0, arguments, subject.plan, run) }
    if let folder, let checkpoint { try protect(folder, checkpoint, arguments) }
    let start = arguments[resume] ? try checkpoint.flatMap { try self.start($0, arguments) } : nil
    if arguments[resume], let path = checkpoint?.path {
      console.error(
        "descent: "
          + (start.map { "going on after step \($0.step)" }
            ?? "\(path) is not there: beginning anew"))
    }
    console.error("descent: \(oneLine(subject.summary))")
    if ranks.count > 1 {
      try ranks.requireEqual(try job(arguments, subject, run, start))
    }
    if let note = run.restNote { console.error(note) }
    try announceProcesses(run, task, arguments, console: console)
    let progress = try TrainProgress(
      run: run, folder: folder, checkpoint: folder == nil && sharing.count == 1 ? nil : checkpoint,
      ranks: sharing, tables: start?.tables,
      stopping: EarlyStopping(patience: arguments[optional: patience]),
      keepsBest: arguments[keepBest], console: console)
    // A run that was given up stays so; with several processes, when one gives up, all do.
    let result =
      progress.stopping.isOver
      ? TrainingRun.Result()
      : try run.train(&task, from: start) { ranks.agree(try progress.observe($0)) }
    progress.board.close()
    if ranks.rank > 0 { return .success }
    if shared.traffic.steps > 0 { console.error("descent: \(shared.traffic)") }
    try folder?.write(
      TrainingRecord.page(
        of: progress.records, setting: [subject.summary],
        optimizer: Optimizer(run.composition), command: "descent \(again(arguments))"
      ).text, as: TrainProgress.report)
    return conclude(result, progress, arguments, console: console)
  }

  private func checkFlags(_ arguments: Arguments) throws(UsageError) {
    for needing in [layers, resume, overwrite, keepBest]
    where arguments[needing] && !arguments.gives(out) {
      throw UsageError("--\(needing.name) needs --out")
    }
    if arguments[resume], arguments[overwrite] {
      throw UsageError("--resume and --overwrite can't be given together")
    }
  }

  /// Says how many processes train, and what each keeps of the optimizer's state, and sends.
  private func announceProcesses(
    _ run: TrainingRun, _ task: some TrainingTask, _ arguments: Arguments, console: Console
  ) throws {
    let sharesState = arguments[shardState]
    // Dropout's generators are buffers, too.
    let hasStatistics = task.buffers.contains {
      if case .numbers = $0.content { true } else { false }
    }
    if arguments[shareStatistics], ranks.count == 1 || !hasStatistics {
      console.error(
        "descent: --\(shareStatistics.name) changes nothing: "
          + (ranks.count == 1 ? "there is one process" : "there is no batch normalization"))
    }
    guard ranks.count > 1 else {
      if sharesState {
        console.error("descent: there is one process, which keeps all of the state")
      }
      return
    }
    let statistics =
      hasStatistics
      ? "; batch normalization takes the statistics of "
        + (arguments[shareStatistics] ? "the whole batch" : "each one's share")
      : ""
    console.error("descent: \(ranks.count) processes train together\(statistics)")
    if !sharesState { return }
    let share = try run.stateShare(of: task.groups)
    let all = ranks.gather([
      Double(share.elements), Double(share.stateBytes), Double(share.bytesSentPerStep),
    ])
    for (rank, numbers) in all.enumerated() {
      console.error(
        "descent: rank \(rank) steps \(Int(numbers[0])) numbers, keeps \(bytes(numbers[1])) of "
          + "state and sends \(bytes(numbers[2])) a step")
    }
  }

  /// Trains an agent; flags about data have no meaning for it.
  private func trainAgent(
    in world: any Environment.Type, _ arguments: Arguments, console: Console
  ) throws -> ExitCode {
    if ranks.count > 1 {
      throw UsageError("--\(agent.task.name) trains in one process, but there are \(ranks.count)")
    }
    let others =
      Mirror(reflecting: data).children.compactMap { $0.value as? any Declaration }
      + [
        network.network, network.dropout, network.labelSmoothing, network.decayEmbedding,
        length.epochs, layers, resume, from, patience, averageDecay, state,
        keepBest,
      ]
    if let flag = others.first(where: { arguments.gives($0) }) {
      throw UsageError("--\(flag.name) is for data, but --\(agent.task.name) has none")
    }
    let folder = try arguments[optional: out].map { try OutputFolder($0) }
    defer { folder?.discardIfUnused() }
    if !arguments[overwrite] { try folder?.requireNoRun() }
    return try agent.train(
      world, composition: { try composition.composition(arguments, steps: $0) },
      steps: arguments[optional: length.steps], hidden: arguments[optional: network.hidden],
      batchSize: arguments[optional: network.batch], seed: arguments[seed], folder: folder,
      console: console)
  }

  /// Nobody's run is lost without a word.
  private func protect(
    _ folder: OutputFolder, _ checkpoint: TrainingCheckpoint, _ arguments: Arguments
  ) throws {
    if arguments[overwrite] { return }
    if CheckpointFile(path: checkpoint.path).exists {
      if arguments[resume] { return }
      throw OutputError.taken(checkpoint.path, bySameRun: (try? checkpoint.read()) != nil)
    }
    // A kill before the first checkpoint leaves the best weights at most.
    let lost = TrainProgress.files.filter { !arguments[resume] || $0 != TrainProgress.best }
    guard let name = lost.first(where: folder.has) else { return }
    throw OutputError(
      path: folder.path(of: name),
      problem: "is there, but no \(TrainProgress.checkpoint) that a run could go on from; take "
        + "another folder, or --overwrite begins anew")
  }

  private func trainingRun(_ arguments: Arguments, stepsPerEpoch: Int) throws -> TrainingRun {
    let steps = try length.steps(
      arguments, stepsPerEpoch: stepsPerEpoch,
      usual: arguments[data.data] == .novel ? 2_000 : Swift.max(20 * stepsPerEpoch, 1_000))
    let composition = try composition.composition(arguments, steps: steps)
    let precision = arguments[state]
    do { _ = try Optimizer(composition, state: precision) } catch { throw UsageError("\(error)") }
    // Every epoch; where epochs are long, twenty times in all.
    let interval = Swift.min(stepsPerEpoch, Swift.max(1, steps / 20))
    var run = TrainingRun(composition: composition, steps: steps, recordInterval: interval)
    run.recordsLayers = arguments[layers]
    run.averageDecay = arguments[optional: averageDecay]
    run.statePrecision = precision
    return run
  }

  private func conclude(
    _ result: TrainingRun.Result, _ progress: TrainProgress, _ arguments: Arguments,
    console: Console
  ) -> ExitCode {
    let stopping = progress.stopping
    if stopping.isOver {
      console.error(
        "descent: stopped early: the test loss was lowest at step \(stopping.best?.step ?? 0)")
    }
    switch result.ending {
    case .finished: return .success
    case .interrupted:
      if stopping.isOver { return .success }
      let line = arguments.line(of: self, without: [resume.name, overwrite.name])
      console.error(
        arguments.gives(out)
          ? "descent: ended before its end; descent \(line) --resume goes on"
          : "descent: ended before its end; with --out FOLDER a run can go on")
      return progress.interruption.exitCode
    case .diverged(let step):
      console.error("descent: the loss is no finite number at step \(step); try a lower rate")
      return .failure
    }
  }
}

/// Bytes in words: `1.25 MB`.
private func bytes(_ count: Double) -> String {
  count < 1e6 ? "\((count / 1e3).text(decimals: 1)) kB" : "\((count / 1e6).text(decimals: 2)) MB"
}
