import Descent
package import DistributedTraining
import Studies
import Training

/// `descent compare`: one network, several weight decays.
package struct CompareCommand: Command {
  package let name = "compare"
  package let summary = "Train the same network from the same seeds under several weight decays"
  package let discussion = """
    Without flags: Fashion-MNIST with 40 % of the training labels replaced at random, Adam with a
    rate of 3e-3, no decay and four decays, three seeds. At the end: a table, what it supports, and a page.

    descent compare --optimizer sgdw
    descent compare --data text --seeds 5 --out results
    descent compare --data csv:table.csv --decay none --decay stable:1e-3 --decay l2:1e-3 --grid

    The first decay is what the others are measured against. --grid gives each decay the best rate of
    five or more, half decades apart, by the loss on examples held back, on seeds 201 and 202.
    """
  let data = DataOptions()
  let network = NetworkOptions()
  let composition = CompositionOptions(
    takesDecays: true, recipe: "adam", learningRates: ["adam": 3e-3])
  let length = LengthOptions()
  let grid = Switch("grid", help: "choose the rate of each decay on other seeds first")
  let options = StudyOptions()
  let out = Option(
    "out", .text("FOLDER"), default: "comparison",
    help: "where to write index.html, test-error.svg, runs.csv and verdicts.csv")

  private let ranks: any Communicator

  /// Creates the command.
  ///
  /// - Parameter ranks: the processes that do the runs; the first prints and writes.
  package init(over ranks: any Communicator = Alone()) { self.ranks = ranks }

  package func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let runner = try options.runner(arguments, over: ranks, console: console)
    let folder = try OutputFolder(arguments[out], isWritten: ranks.rank == 0)
    defer { folder.discardIfUnused() }
    let comparison = try comparison(arguments)
    let plain = TrainingRun(
      composition: comparison.composition, steps: comparison.steps,
      recordInterval: comparison.recordInterval)
    if let note = plain.restNote { console.error(note) }
    let seeds = options.seeds(arguments, usual: comparison.card.quick.seeds)
    let report = try runner.run(
      comparison, StudyResults(form: .quick, seeds: seeds), in: folder)
    if ranks.rank > 0 { return .success }
    if report.results.measurements.isEmpty {
      console.error("descent: the job was ended before any run was finished")
      return runner.interruption.exitCode
    }
    // Neither a full device nor a closed output takes away what the other has room for.
    let written = Result {
      try runner.write(report, in: folder)
      if let chart = comparison.charts(of: report.results).first {
        try folder.write(chart.file, as: StudyRunner.chart)
      }
    }
    let printsJSON = arguments[options.json]
    if printsJSON {
      console.print(try VerdictListing([report]).text)
    } else {
      for paragraph in comparison.card.setting { console.print(paragraph + "\n") }
      console.print(report.armTable.text)
      console.print("(\(StudyReport.armNote))\n")
      runner.print(report)
    }
    try written.get()
    if !printsJSON {
      console.print("The curves are in \(folder.path(of: StudyReport.pageName)).")
    }
    if !report.isComplete { return runner.interruption.exitCode }
    let ends = report.arms.contains { $0.diverged < $0.runs }
    return ends ? .success : .failure
  }

  private func comparison(_ arguments: Arguments) throws -> DecayComparison {
    let (data, understanding) = try self.data.load(arguments, seed: 0)
    var plan = try network.plan(arguments, data: data)
    plan.examples = arguments[optional: self.data.examples]
    plan.labelNoise = labelNoise(arguments, data)
    let stepsPerEpoch: Int
    do { stepsPerEpoch = try plan.makeTask(seed: 0).stepsPerEpoch } catch let error
      as NetworkMismatch
    { throw UsageError("--network: \(error)") }
    let readsText = plan.network.readsText
    let steps = try length.steps(
      arguments, stepsPerEpoch: stepsPerEpoch, usual: readsText ? 6_000 : 4_000)
    let base = try composition.composition(arguments, steps: steps)
    let isAdaptive = !(base.preconditioner is Identity)
    let forms = try forms(arguments, base, readsText, isAdaptive, steps: steps)
    return DecayComparison(
      card: card(arguments, understanding, plan, base, forms, steps: steps),
      plan: plan, composition: base, forms: forms, steps: steps,
      recordInterval: Swift.min(stepsPerEpoch, Swift.max(1, steps / 20)),
      choosesRates: arguments[grid])
  }

  /// Overfitting to noise is what decay is to prevent on the images that ship.
  private func labelNoise(_ arguments: Arguments, _ data: TrainingData) -> Double {
    if arguments[self.data.data] == .images, !arguments.gives(self.data.labelNoise) { return 0.4 }
    return arguments[self.data.labelNoise]
  }

  /// The decays that are asked for, or none and the usual four.
  private func forms(
    _ arguments: Arguments, _ base: Composition, _ readsText: Bool, _ isAdaptive: Bool, steps: Int
  ) throws -> [DecayForm] {
    let phrases = arguments.all(composition.decay)
    if phrases.isEmpty {
      return DecayForm.standard(readsText: readsText, isAdaptive: isAdaptive, steps: steps)
    }
    guard phrases.count > 1 else {
      throw UsageError(
        "--decay must be given twice or more, but is given once; none is a decay, too")
    }
    if let twice = phrases.first(where: { phrase in phrases.count { $0 == phrase } > 1 }) {
      throw UsageError("--decay \(twice) is given twice")
    }
    return try phrases.map { try composition.form($0, of: base, steps: steps) }
  }

  private func card(
    _ arguments: Arguments, _ understanding: String, _ plan: TaskPlan, _ base: Composition,
    _ forms: [DecayForm], steps: Int
  ) -> StudyCard {
    let line = arguments.line(
      of: self, without: Set(["out", "resume", "overwrite", "threads", "json"]))
    let widths = plan.hidden.map(String.init).joined(separator: ",")
    let noise =
      plan.labelNoise > 0
      ? ", \((100 * plan.labelNoise).text(decimals: 0)) % of the training labels replaced at random"
      : ""
    return StudyCard(
      number: nil, name: line, identity: "\(line), data \(plan.data.fingerprint)",
      title: "One network, \(forms.count) weight decays",
      setting: [
        understanding + noise + ".",
        "\(plan.network.name)\(widths.isEmpty ? "" : " \(widths)"), batches of \(plan.batchSize), "
          + "\(steps) steps; only weights are decayed.",
        rateNote(arguments, base, forms, readsText: plan.network.readsText),
      ],
      limits: [
        "Other data, networks and lengths: the order of the decays depends on all three.",
        "All seeds share their test examples: what others would change is not in the intervals.",
      ],
      quick: StudyBudget(seeds: 31...33, seconds: 120),
      full: StudyBudget(seeds: 31...33, seconds: 120))
  }

  /// How the rates were found; said only where it is true.
  private func rateNote(
    _ arguments: Arguments, _ base: Composition, _ forms: [DecayForm], readsText: Bool
  ) -> String {
    let isPlain = base.preconditioner is Identity
    var note =
      if arguments[grid] {
        "Each decay has the rate with the lowest loss on examples held back, on seeds 201 and 202; where "
          + "that is the first or the last of the rates, nothing is said of the decay."
      } else if arguments.gives(composition.decay) {
        "The rates are those of the command line; --grid chooses each decay's best."
      } else {
        "The rates are those that --grid chose for \(isPlain ? "SGD with momentum" : "Adam") on the "
          + "\(readsText ? "text that ships" : "images that ship"), at the usual length; for anything "
          + "else --grid chooses better ones."
      }
    let areOneRule =
      isPlain
      && ["stable", "decoupled"].allSatisfy { kind in
        forms.contains { $0.name.hasPrefix(kind) }
      }
    if areOneRule {
      note +=
        " Stable and decoupled decay are one rule here, in two units where there is momentum, which "
        + "multiplies every gradient by the same number in the long run: nothing else changes the step."
    }
    return note
  }
}
