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
        CompareCommand(over: ranks), StudyCommand(over: ranks), TrainCommand(ranks: ranks),
        RatesCommand(), EvaluateCommand(), PredictCommand(), ExplainCommand(), CatalogueCommand(),
        ReplayCommand(), BenchCommand(), LawsCommand(over: ranks), FuzzCommand(),
      ])
  }

  /// The commands that are shared out; the first process does all else alone.
  private static let shared = [
    TrainCommand().name, StudyCommand().name, CompareCommand().name, LawsCommand().name,
  ]

  /// Runs a command line on every process.
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
    let isFirst = ranks.rank == 0
    let console =
      isFirst
      ? console
      : Console(
        print: { _ in }, error: { if $0.hasPrefix("\(tool.name): ") { console.error($0) } })
    do { try ranks.requireEqualPrograms(words) } catch {
      console.error("\(tool.name): \(error)")
      return .failure
    }
    if !isFirst, !shared.contains(words.first ?? "") { return .success }
    return tool.run(words, console: console)
  }
}
