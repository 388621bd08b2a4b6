import Foundation
import Kernels
package import Studies
import Optimization
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

    Ctrl-C keeps the runs that are finished, and so does a kill: the same command with --resume does
    the others. Verdicts are about seeds 31 and up; settings are chosen on seeds 201 and up.
    """
  let names = Positional("NAME", repeats: true, help: "the studies to run; all for all of them")
  let full = Switch("full", help: "take the seeds and lengths of the full form")
  let seeds = Option(
    "seeds", .seeds, help: "other seeds for the verdicts, as in 41...48; 31 and up where left out")
  let threads = Option(
    "threads", .integer(in: 1...1_024), default: processorCount,
    help: "how many runs at a time; changes no bit of any result")
  let out = Option(
    "out", .text("FOLDER"), default: "studies",
    help: "where to write a folder for each study, and index.html for several")
  let resume = Switch("resume", help: "keep the runs that are in --out, and do the others")
  let json = Switch("json", help: "print list or verdicts as JSON")

  private let studies: [any Study]

  /// Creates the command.
  ///
  /// - Parameter studies: what can be run; tests have smaller ones.
  package init(studies: [any Study] = Studies.all) {
    self.studies = studies
  }

  package func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let form: StudyForm = arguments[full] ? .full : .quick
    let chosen = try chosen(arguments.all(names))
    if chosen.isEmpty {
      console.print(try StudyListing(studies).text(asJSON: arguments[json]))
      return .success
    }
    let folder = try OutputFolder(arguments[out])
    defer { folder.discardIfUnused() }
    let interruption = Interruption()
    var reports: [StudyReport] = []
    for (index, study) in chosen.enumerated() {
      if interruption.isRequested() { break }
      announce(index, of: chosen, form, threads: arguments[threads], console)
      let first = study.card.budget(form).seeds
      let results = StudyResults(
        form: form, seeds: arguments[optional: seeds] ?? (0..<first).map { 31 + UInt64($0) })
      let report = try run(study, results, folder, arguments, interruption, console)
      reports.append(report)
      if !arguments[json] { print(report, console) }
    }
    if arguments[json] { console.print(try VerdictListing(reports).text) }
    if chosen.count > 1, !reports.isEmpty {
      try folder.write(VerdictsPage(reports).page.text, as: StudyReport.pageName)
      if !arguments[json] {
        console.print("All verdicts are in \(folder.path(of: StudyReport.pageName)).")
      }
    }
    return interruption.isRequested() ? interruption.exitCode : .success
  }

  /// Says how long the studies from a place on take.
  private func announce(
    _ index: Int, of chosen: [any Study], _ form: StudyForm, threads: Int, _ console: Console
  ) {
    guard chosen.count > 1 else { return }
    let left = chosen[index...].reduce(0) { $0 + $1.card.budget(form).seconds }
    console.error(
      "\(chosen[index].card.name), \(index + 1) of \(chosen.count); about "
        + "\(StudyListing.time(left / Double(threads))) in all")
  }

  private func chosen(_ names: [String]) throws(UsageError) -> [any Study] {
    if names == ["all"] { return studies }
    var chosen: [any Study] = []
    for name in names {
      guard let study = studies.first(where: { $0.card.name == name }) else {
        let known = studies.map(\.card.name) + ["all"]
        let meant = suggestion(for: name, among: known).map { "did you mean \($0)?" }
        throw UsageError(
          "there is no study \(name); " + (meant ?? "there are \(known.joined(separator: ", "))"))
      }
      chosen.append(study)
    }
    return chosen
  }

  /// Runs a study, and writes what it came to.
  private func run(
    _ study: any Study, _ start: StudyResults, _ root: OutputFolder, _ arguments: Arguments,
    _ interruption: Interruption, _ console: Console
  ) throws -> StudyReport {
    var start = start
    let folder = try OutputFolder(root.path(of: study.card.name))
    defer { folder.discardIfUnused() }
    if arguments[resume] {
      let path = folder.path(of: Self.runsName)
      if FileManager.default.fileExists(atPath: path) {
        try start.read(path, study: study.card.name)
      }
      console.error("descent: \(start.measurements.count) runs of \(study.card.name) are there")
    }
    let progress = StudyProgress(study, folder, interruption, console)
    let (results, isComplete) = try StudyJob(study, workers: arguments[threads]).finish(
      start, observer: progress.observer)
    progress.close()
    let report = StudyReport(study, results: results, isComplete: isComplete)
    if results.measurements.isEmpty { return report }
    try folder.write(results.table(study: study.card.name).csv, as: Self.runsName)
    try folder.write(report.table.csv, as: "verdicts.csv")
    try folder.write(report.page.text, as: StudyReport.pageName)
    return report
  }

  /// The table of all runs, from which a study goes on.
  static let runsName = "runs.csv"

  private func print(_ report: StudyReport, _ console: Console) {
    let card = report.study.card
    console.print("S\(card.number) \(card.title)")
    if !report.isComplete {
      console.print("The job was ended before all runs were finished; this is what there is.")
    }
    for verdict in report.verdicts {
      console.print("  \(verdict.claim.name)\(verdict.claim.question.isExact ? " (exact)" : "")")
      console.print("    \(verdict.sentence)")
    }
    console.print("")
  }
}

extension ValueRule<[UInt64]> {
  /// Seeds that follow each other.
  static var seeds: Self {
    Self(placeholder: "A...B", requirement: "two whole numbers as in 31...38, at most 1,000 apart")
    {
      text in
      let ends = text.components(separatedBy: "...").map { UInt64($0) }
      guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last,
        last - first < 1_000
      else { return nil }
      return Array(first...last)
    }
  }
}
