package import DistributedTraining

extension CommandLineTool {
  /// The `descent` command of one process.
  package static let descent = descent(over: Alone())

  /// The `descent` command; its name says the rank where that is not the first.
  ///
  /// - Parameter ranks: the processes that were started together.
  /// - Returns: the command.
  package static func descent(over ranks: any Communicator) -> CommandLineTool {
    CommandLineTool(
      name: ranks.rank == 0 ? "descent" : "descent, rank \(ranks.rank)",
      summary: "Optimizers composed from parts, and what weight decay does in each",
      commands: [
        CompareCommand(), StudyCommand(), TrainCommand(ranks: ranks), RatesCommand(),
        EvaluateCommand(), ExplainCommand(), CatalogueCommand(), ReplayCommand(), BenchCommand(),
        LawsCommand(), FuzzCommand(),
      ])
  }

  /// Runs a command line on every process: only `train` is shared out, the first does all else alone.
  ///
  /// - Parameters:
  ///   - words: the command line, without the name of the tool.
  ///   - ranks: the processes that were started together.
  ///   - console: where the first prints, and the others say why they failed.
  /// - Returns: how it went, for the shell.
  package static func run(
    _ words: [String], over ranks: any Communicator, console: Console
  ) -> ExitCode {
    let tool = descent(over: ranks)
    if ranks.rank == 0 { return tool.run(words, console: console) }
    if words.first != TrainCommand().name { return .success }
    let failures = Console(
      print: { _ in }, error: { if $0.hasPrefix("\(tool.name): ") { console.error($0) } })
    return tool.run(words, console: failures)
  }
}
