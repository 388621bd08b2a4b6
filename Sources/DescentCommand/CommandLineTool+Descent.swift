extension CommandLineTool {
  /// The `descent` command.
  package static let descent = CommandLineTool(
    name: "descent",
    summary: "Optimizers composed from parts, and what weight decay does in each",
    commands: [
      CompareCommand(), StudyCommand(), TrainCommand(), RatesCommand(), EvaluateCommand(),
      ExplainCommand(), CatalogueCommand(), ReplayCommand(), BenchCommand(), LawsCommand(),
      FuzzCommand(),
    ])
}
