import Kernels
package import Studies
package import Training

/// `descent compare`: one network, five weight decays.
package struct CompareCommand: Command {
  package let name = "compare"
  package let summary = "Train the same network from the same seeds under five weight decays"
  package let discussion = """
    Without flags: Fashion-MNIST with 40 % of the training labels replaced at random,
    Adam, three seeds. At the end: a table, what it supports, and report.html.

    descent compare --optimizer sgd
    descent compare --data text --seeds 5 --out results
    """
  let data = Option(
    "data", .choice, default: StandardComparison.Subject.images,
    help: "what to learn: classes of images, or the next character of a text")
  let optimizer = Option(
    "optimizer", .choice, default: StandardComparison.Base.adam,
    help: "what the decays are combined with")
  let seeds = Option("seeds", .integer(in: 1...1_000), default: 3, help: "how many seeds")
  let seed = Option("seed", .seed, default: 1, help: "the first seed; the others follow it")
  let length = LengthOptions()
  let out = Option(
    "out", .text("FOLDER"), default: ".", help: "where to write report.html and epochs.csv")
  let json = Switch("json", help: "print the table as JSON")

  private let plan: @Sendable (StandardComparison) throws -> TaskPlan

  /// Creates the command.
  ///
  /// - Parameter plan: data and network of a comparison; tests have smaller ones.
  package init(
    plan: @escaping @Sendable (StandardComparison) throws -> TaskPlan = {
      try $0.plan()
    }
  ) {
    self.plan = plan
  }

  package func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let folder = try OutputFolder(arguments[out])
    defer { folder.discardIfUnused() }
    let standard = StandardComparison(
      subject: arguments[data], base: arguments[optimizer])
    let comparison = try comparison(standard, arguments)
    let interruption = Interruption()
    let outcome = try train(comparison, interruption, console)
    if outcome.isEmpty {
      console.error("descent: the job was ended before any run was finished")
      return interruption.exitCode
    }
    try folder.write(page(outcome, standard, comparison, arguments).text, as: "report.html")
    try folder.write(outcome.records.csv, as: "epochs.csv")
    try print(outcome, standard, folder, asJSON: arguments[json], console)
    if interruption.isRequested() { return interruption.exitCode }
    return outcome.hasUsableRuns ? .success : .failure
  }

  private func comparison(
    _ standard: StandardComparison, _ arguments: Arguments
  ) throws -> Comparison {
    let plan = try plan(standard)
    let stepsPerEpoch = try plan.makeTask(seed: arguments[seed]).stepsPerEpoch
    let steps = try length.steps(arguments, stepsPerEpoch: stepsPerEpoch, usual: standard.steps)
    let first = arguments[seed]
    return Comparison(
      policies: standard.policies(steps: steps),
      seeds: (0..<arguments[seeds]).map { first &+ UInt64($0) },
      run: { policy in
        TrainingRun(
          composition: standard.composition(decay: policy.decay, steps: steps), steps: steps,
          recordInterval: Swift.min(stepsPerEpoch, Swift.max(1, steps / 20)))
      },
      task: { try plan.makeTask(seed: $0) })
  }

  private func train(
    _ comparison: Comparison, _ interruption: Interruption, _ console: Console
  ) throws -> ComparisonOutcome {
    let names = comparison.places.map { place in
      "\(comparison.policies[place.policy].name), seed \(comparison.seeds[place.seed])"
    }
    let board = ProgressBoard(names, console: console)
    defer { board.close() }
    let isRequested = interruption.isRequested
    return try comparison.train(workers: processorCount) { index, event in
      if case .progress(let fraction) = event { board.update(index, fraction: fraction) }
      return !isRequested()
    } finish: { index, result in
      board.finish(index, note: Self.note(on: result))
    }
  }

  private static func note(on result: TrainingRun.Result) -> String {
    if case .diverged(let step) = result.ending { return "diverged at step \(step)" }
    let error = (result.records.last?.testError ?? .nan) * 100
    return "test error \(error.text(decimals: 2)) %"
  }

  private func page(
    _ outcome: ComparisonOutcome, _ standard: StandardComparison, _ comparison: Comparison,
    _ arguments: Arguments
  ) -> HTMLPage {
    let command =
      "descent compare --data \(standard.subject) --optimizer \(standard.base) "
      + "--seeds \(comparison.seeds.count) --seed \(arguments[seed]) "
      + "--steps \(comparison.run(comparison.policies[0]).steps)"
    return outcome.page(
      setting: standard.summary, rates: standard.rateNote, command: command)
  }

  private func print(
    _ outcome: ComparisonOutcome, _ standard: StandardComparison, _ folder: OutputFolder,
    asJSON: Bool, _ console: Console
  ) throws {
    if asJSON {
      console.print(try ComparisonListing(outcome).text)
      return
    }
    console.print(standard.summary + "\n")
    if !outcome.isComplete {
      console.print("The job was ended before all runs were finished; this is what there is.\n")
    }
    console.print(outcome.table.text)
    console.print("(\(ComparisonOutcome.tableNote))\n")
    for sentence in outcome.verdict { console.print(sentence) }
    console.print("\nThe curves are in \(folder.path(of: "report.html")).")
  }
}
