import DistributedTraining
import Foundation
import Kernels
import Studies
import Training

/// Runs studies before the eyes of the user, and leaves the files of each in a folder.
struct StudyRunner {
  let threads: Int
  let ranks: any Communicator
  let whatIsThere: WhatIsThere
  let console: Console
  let interruption: Interruption

  /// What a chart beside the page of a comparison is called.
  static let chart = "test-error.svg"

  /// The tables, the page and the chart, which belong to the runs that are in the folder.
  static let files = [StudyReport.runsName, StudyReport.verdictsName, chart, StudyReport.pageName]

  /// What becomes of runs that are in the folder already.
  enum WhatIsThere {
    /// Nobody's runs are lost without a word.
    case refused
    /// They are kept, and the others are done.
    case kept
    /// They are done anew.
    case replaced
  }

  /// What the two flags say.
  ///
  /// - Throws: `UsageError` where they contradict each other, and what `Interruption` throws.
  init(
    threads: Int, over ranks: any Communicator, resumes: Bool, overwrites: Bool, console: Console
  ) throws {
    if resumes, overwrites {
      throw UsageError("--resume and --overwrite can't be given together")
    }
    self.threads = threads
    self.ranks = ranks
    whatIsThere = resumes ? .kept : overwrites ? .replaced : .refused
    self.console = console
    interruption = try Interruption(console: console)
  }

  /// Does what is missing.
  ///
  /// - Parameters:
  ///   - study: the study.
  ///   - start: results without a run: form and seeds.
  ///   - folder: where its files go.
  /// - Returns: what it came to.
  /// - Throws: what a run throws, `OutputError` where the folder is another run's or can't be written.
  func run(
    _ study: any Study, _ start: StudyResults, in folder: OutputFolder
  ) throws -> StudyReport {
    var start = start
    try folder.claim()
    let hasRuns = folder.has(StudyReport.runsName)
    if whatIsThere != .replaced { try folder.requireNoRun(but: hasRuns ? Self.files : []) }
    if hasRuns {
      let path = folder.path(of: StudyReport.runsName)
      switch whatIsThere {
      case .refused:
        var same = start
        let isSame = (try? same.read(path, study: study.card.identity)) != nil
        throw OutputError.taken(path, bySameRun: isSame)
      case .kept: try start.read(path, study: study.card.identity)
      case .replaced: break
      }
    }
    if whatIsThere == .kept {
      console.error("descent: \(start.measurements.count) runs of \(study.card.name) are there")
    }
    try ranks.requireEqual([
      "the study": study.card.identity,
      "the number of runs that are there": "\(start.measurements.count)",
    ])
    let progress = StudyProgress(study, folder, interruption, console)
    let (results, isComplete) = try StudyJob(study, workers: threads, over: ranks).finish(
      start, observer: progress.observer)
    progress.close()
    return StudyReport(study, results: results, isComplete: isComplete)
  }

  /// Writes runs, verdicts and page.
  ///
  /// - Parameters:
  ///   - report: what a study came to; without a run nothing is written.
  ///   - folder: where its files go.
  /// - Throws: `OutputError` where the folder can't be written.
  func write(_ report: StudyReport, in folder: OutputFolder) throws {
    let results = report.results
    if results.measurements.isEmpty { return }
    try folder.write(
      results.table(study: report.study.card.identity).csv, as: StudyReport.runsName)
    try folder.write(report.table.csv, as: StudyReport.verdictsName)
    try folder.write(report.page.text, as: StudyReport.pageName)
  }

  /// Prints title and verdicts.
  func print(_ report: StudyReport) {
    console.print(report.study.card.heading)
    if !report.isComplete {
      console.print("The job was ended before all runs were finished; this is what there is.")
    }
    for verdict in report.verdicts {
      console.print("  \(verdict.claim.name)\(verdict.claim.question.isExact ? " (exact)" : "")")
      console.print("    \(verdict.sentence)")
      for line in verdict.parts { console.print("    \(line).") }
    }
    console.print("")
  }
}

extension OutputFolder {
  /// The files by which the folder of a run is known, whatever made it.
  private static let marks = [
    TrainProgress.checkpoint, TrainProgress.epochs, TrainProgress.best, AgentOptions.episodes,
    RatesCommand.rates, StudyReport.runsName, StudyReport.verdictsName, StudyRunner.chart,
  ]

  /// Refuses a folder in which a run has left its files, or another program its page.
  ///
  /// - Parameter own: the files that the caller looks at itself.
  /// - Throws: `OutputError` with the first of the files.
  func requireNoRun(but own: [String] = []) throws(OutputError) {
    if let mark = Self.marks.first(where: { !own.contains($0) && has($0) }) {
      throw OutputError(
        path: path(of: mark), problem: "is of another run; --overwrite begins anew")
    }
    let page = path(of: StudyReport.pageName)
    guard !own.contains(StudyReport.pageName), has(StudyReport.pageName),
      !HTMLPage.isOurs(at: page)
    else { return }
    throw OutputError(
      path: page,
      problem: "is not of descent; take another folder, or --overwrite to replace it")
  }
}

extension OutputError {
  /// Nobody's run is lost without a word.
  static func taken(_ path: String, bySameRun isSame: Bool) -> OutputError {
    OutputError(
      path: path,
      problem: isSame
        ? "is of this very run; --resume goes on with it, --overwrite begins anew"
        : "is of another run; take another folder, or --overwrite begins anew")
  }
}

/// The flags of everything that runs studies.
struct StudyOptions: OptionGroup {
  let seeds = Option(
    "seeds", .seeds, help: "how many seeds, or which, as in 41...48; its own where left out")
  let threads = Option(
    "threads", .integer(in: 1...1_024), default: processorCount,
    help: "how many runs at a time, on each process of mpirun; changes no bit of any result")
  let resume = Switch("resume", help: "keep the runs that are in --out, and do the others")
  let overwrite = Switch("overwrite", help: "do the runs that are in --out anew")
  let json = Switch("json", help: "print what comes out as JSON")

  /// What runs the studies.
  func runner(
    _ arguments: Arguments, over ranks: any Communicator, console: Console
  ) throws -> StudyRunner {
    try StudyRunner(
      threads: arguments[threads], over: ranks, resumes: arguments[resume],
      overwrites: arguments[overwrite],
      console: console)
  }

  /// The seeds that the verdicts are about: the usual ones, as many from the first of them on, or others.
  func seeds(_ arguments: Arguments, usual: ClosedRange<UInt64>) -> [UInt64] {
    switch arguments[optional: seeds] ?? .range(usual) {
    case .count(let count): (0..<count).map { usual.lowerBound + UInt64($0) }
    case .range(let seeds): Array(seeds)
    }
  }
}

/// How many seeds, or which.
enum Seeds: Sendable {
  case count(Int)
  case range(ClosedRange<UInt64>)

  /// How many there are at most: from 101 on too, none of those that settings are chosen by.
  static let most = Int(StudyResults.usualGridSeeds[0]) - 101
}

extension ValueRule<Seeds> {
  /// A number of seeds, or seeds that follow each other, but none that settings are chosen by.
  static var seeds: Self {
    let chosen = StudyResults.usualGridSeeds
    return Self(
      placeholder: "N|A...B",
      requirement: "a whole number in 1...\(Seeds.most), or two as in 31...38, at most 1,000 "
        + "apart, without " + chosen.map { "\($0)" }.joined(separator: " and ")
        + ", by which settings are chosen"
    ) { text in
      if let count = Int(text) { return (1...Seeds.most).contains(count) ? .count(count) : nil }
      let ends = text.components(separatedBy: "...").map { UInt64($0) }
      guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last,
        last - first < 1_000, !chosen.contains(where: (first...last).contains)
      else { return nil }
      return .range(first...last)
    }
  }
}
