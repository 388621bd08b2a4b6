package import DistributedTraining
import Optimization
import Storing
package import Studies
import Training

/// `descent study`: the papers' claims, each with a verdict.
package struct StudyCommand: Command {
  package let name = "study"
  package let summary = "Test what the papers claim, and say what the numbers say"
  package let discussion = """
    Without a name: the list of studies. With names, or with all: runs them and writes a page for each.

    descent study
    descent study drown-out
    descent study all --full --out results
    mpirun -n 64 descent study all --full --threads 1

    Ctrl-C keeps the runs that are finished, and so does a kill: the same command with --resume does
    the others. Settings are chosen on seeds 201 and 202, and no verdict is about those.
    """
  let names = Positional(
    "NAME", repeats: true, help: "the studies to run, by name or number; all for all of them")
  let full = Switch("full", help: "take the seeds and lengths of the full form")
  let options = StudyOptions()
  let out = Option(
    "out", .text("FOLDER"), default: "studies",
    help: "where to write a folder for each study, and index.html for several")

  private let studies: [any Study]
  private let ranks: any Communicator

  /// Creates the command.
  ///
  /// - Parameters:
  ///   - studies: what can be run; tests have smaller ones.
  ///   - ranks: the processes that do the runs; the first prints and writes.
  package init(studies: [any Study] = Studies.all, over ranks: any Communicator = Alone()) {
    self.studies = studies
    self.ranks = ranks
  }

  package func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let form: StudyForm = arguments[full] ? .full : .quick
    let chosen = try chosen(arguments.all(names))
    let printsJSON = arguments[options.json]
    if chosen.isEmpty {
      console.print(try StudyListing(studies).text(asJSON: printsJSON))
      return .success
    }
    let runner = try options.runner(arguments, over: ranks, console: console)
    let folder = try OutputFolder(arguments[out], isWritten: ranks.rank == 0)
    defer { folder.discardIfUnused() }
    if runner.whatIsThere != .replaced { try folder.requireNoRun() }
    var reports: [StudyReport] = []
    var written = Result<Void, any Error>.success(())
    for (index, study) in chosen.enumerated() {
      announce(index, of: chosen, form, runner)
      let seeds = options.seeds(arguments, usual: study.card.budget(form).seeds)
      let own = try OutputFolder(
        folder.path(of: study.card.name), isWritten: ranks.rank == 0)
      defer { own.discardIfUnused() }
      let report = try runner.run(study, StudyResults(form: form, seeds: seeds), in: own)
      reports.append(report)
      // Neither a full device nor a closed output takes away what the other has room for.
      written = Result { try runner.write(report, in: own) }
      if !printsJSON { runner.print(report) }
      guard case .success = written else { break }
      if !printsJSON {
        console.print("The page is \(own.path(of: StudyReport.pageName)).\n")
      }
      // Every rank sees it, whoever was asked to end.
      if !report.isComplete { break }
    }
    if ranks.rank > 0 { return .success }
    if printsJSON { console.print(try VerdictListing(reports).text) }
    try written.get()
    if chosen.count > 1, !reports.isEmpty {
      try folder.write(VerdictsPage(reports).page.text, as: StudyReport.pageName)
      if !printsJSON {
        console.print("All verdicts are in \(folder.path(of: StudyReport.pageName)).")
      }
    }
    return reports.allSatisfy(\.isComplete) ? .success : runner.interruption.exitCode
  }

  /// Says how long the studies from a place on take.
  private func announce(
    _ index: Int, of chosen: [any Study], _ form: StudyForm, _ runner: StudyRunner
  ) {
    guard chosen.count > 1 else { return }
    let left = chosen[index...].reduce(0) { $0 + $1.card.budget(form).seconds }
    runner.console.error(
      "\(chosen[index].card.name), \(index + 1) of \(chosen.count); about "
        + "\(StudyListing.time(left / Double(runner.threads))) in all")
  }

  private func chosen(_ names: [String]) throws(UsageError) -> [any Study] {
    var chosen: [any Study] = []
    for name in names {
      if name == "all" { return studies }
      guard let study = studies.first(where: { $0.card.isCalled(name) }) else {
        let known = studies.map(\.card.name) + ["all"]
        throw UsageError(unknown(name, "study", among: known))
      }
      if chosen.contains(where: { $0.card.name == study.card.name }) { continue }
      chosen.append(study)
    }
    return chosen
  }
}
