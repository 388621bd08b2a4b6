package import DistributedTraining
import Training

/// The runs of a study, several side by side.
package struct StudyJob: Sendable {
  /// The study.
  package let study: any Study

  /// The largest number of runs at a time on a rank, in `1...`; changes no bit of any result.
  package let workers: Int

  /// The processes that the runs are shared out over, each with the same job.
  package let ranks: any Communicator

  /// Creates a job.
  ///
  /// - Parameters:
  ///   - study: the study.
  ///   - workers: the largest number of runs at a time on a rank, in `1...`.
  ///   - ranks: the processes that the runs are shared out over, each with the same job.
  package init(_ study: any Study, workers: Int, over ranks: any Communicator = Alone()) {
    self.study = study
    self.workers = workers
    self.ranks = ranks
  }

  /// What is heard of a job: how far the runs of this rank are, on any thread, and all that are done.
  package struct Observer: Sendable {
    /// Hears of the runs that can be done now; later settings may depend on them.
    let begin: @Sendable ([StudyRun.Key]) -> Void
    /// Hears how far a run is, by its place among them; false ends the job.
    let progress: @Sendable (Int, Double) -> Bool
    /// Hears of a run that is done, and of all that are.
    let finish: @Sendable (Int, Measurement, StudyResults) -> Void

    /// Creates an observer.
    ///
    /// - Parameters:
    ///   - begin: hears of the runs that can be done now.
    ///   - progress: hears how far a run is, by its place among them; false ends the job.
    ///   - finish: hears of a run that is done, and of all that are.
    package init(
      begin: @escaping @Sendable ([StudyRun.Key]) -> Void,
      progress: @escaping @Sendable (Int, Double) -> Bool,
      finish: @escaping @Sendable (Int, Measurement, StudyResults) -> Void
    ) {
      self.begin = begin
      self.progress = progress
      self.finish = finish
    }

    /// Hears nothing.
    package static let silent = Observer(
      begin: { _ in }, progress: { _, _ in true }, finish: { _, _, _ in })
  }

  /// Does every run that is not done.
  ///
  /// - Parameters:
  ///   - results: the runs that are done.
  ///   - observer: what hears of the job.
  /// - Returns: all that is done, and whether that is everything.
  /// - Throws: what a run throws.
  package func finish(
    _ results: StudyResults, observer: Observer = .silent
  ) throws -> (results: StudyResults, isComplete: Bool) {
    var results = results
    while true {
      let missing = try study.runs(after: results).filter { results.measurements[$0.key] == nil }
      if missing.isEmpty { return (results, true) }
      observer.begin(missing.map(\.key))
      if try !perform(missing, adding: &results, observer) { return (results, false) }
    }
  }

  /// Whether all runs are done.
  private func perform(
    _ runs: [StudyRun], adding results: inout StudyResults, _ observer: Observer
  ) throws -> Bool {
    let empty = StudyResults(form: results.form, seeds: [])
    let name = study.card.identity
    return try ranks.share(pieces: runs.count, workers: workers) { index in
      // A job that is ended does not begin another run.
      let run = runs[index]
      guard observer.progress(index, 0),
        let measurement = try run.perform({ observer.progress(index, $0) })
      else { return nil }
      var own = empty
      own[run.key.arm, run.key.seed] = measurement
      return own.table(study: name).csv
    } receive: { index, table in
      let arm = runs[index].key.arm
      try results.take(Table(reading: table, from: arm), from: arm, study: name)
      guard let measurement = results.measurements[runs[index].key] else { return }
      observer.finish(index, measurement, results)
    }
  }
}
