import Synchronization
import Training

/// The runs of a study, several side by side.
package struct StudyJob: Sendable {
  /// The study.
  package let study: any Study

  /// The largest number of runs at a time, in `1...`; changes no bit of any result.
  package let workers: Int

  /// Creates a job.
  ///
  /// - Parameters:
  ///   - study: the study.
  ///   - workers: the largest number of runs at a time, in `1...`.
  package init(_ study: any Study, workers: Int) {
    self.study = study
    self.workers = workers
  }

  /// What is heard of a job, on any thread.
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
      let before = results
      results = try perform(missing, adding: results, observer)
      if results.measurements.count < before.measurements.count + missing.count {
        return (results, false)
      }
    }
  }

  private func perform(
    _ runs: [StudyRun], adding results: StudyResults, _ observer: Observer
  ) throws -> StudyResults {
    let done = Mutex(results)
    let failure = Mutex<(any Error)?>(nil)
    _ = runs.indices.concurrentMap(workers: workers) { index in
      // A job that is ended does not begin another run.
      guard failure.withLock({ $0 }) == nil, observer.progress(index, 0) else { return }
      let run = runs[index]
      do {
        let measurement = try run.perform { observer.progress(index, $0) }
        guard let measurement else { return }
        done.withLock {
          $0[run.key.arm, run.key.seed] = measurement
          observer.finish(index, measurement, $0)
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return done.withLock { $0 }
  }
}
