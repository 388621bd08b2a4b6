import Foundation
import Studies
import Synchronization
import Training

/// What is shown and written while the runs of a study go on.
final class StudyProgress: Sendable {
  private let study: any Study
  private let folder: OutputFolder
  private let isInterrupted: @Sendable () -> Bool
  private let console: Console
  private let state = Mutex(State())

  private struct State {
    var board: ProgressBoard?
    var lastWriting: ContinuousClock.Instant?
  }

  /// Begins to show a study; its runs are kept in the folder.
  init(
    _ study: any Study, _ folder: OutputFolder, _ interruption: Interruption, _ console: Console
  ) {
    self.study = study
    self.folder = folder
    isInterrupted = interruption.isRequested
    self.console = console
  }

  /// What hears of the job.
  var observer: StudyJob.Observer {
    StudyJob.Observer(
      begin: { keys in
        let names = keys.map { "\($0.arm), seed \($0.seed)" }
        self.state.withLock {
          $0.board?.close()
          $0.board = ProgressBoard(names, console: self.console)
        }
      },
      progress: { index, fraction in
        self.board?.update(index, fraction: fraction)
        return !self.isInterrupted()
      },
      finish: { index, measurement, results in
        self.board?.finish(index, note: measurement.hasDiverged ? "diverged" : "done")
        self.keep(results)
      })
  }

  /// Takes the bars away.
  func close() { board?.close() }

  private var board: ProgressBoard? { state.withLock(\.board) }

  /// Writes the runs for the case of a kill, not more than once in two seconds.
  private func keep(_ results: StudyResults) {
    let now = ContinuousClock().now
    state.withLock { state in
      if let last = state.lastWriting, now - last < .seconds(2) { return }
      state.lastWriting = now
      // The job ends with the same file, and says then what is the matter.
      try? folder.write(
        results.table(study: study.card.identity).csv, as: StudyReport.runsName)
    }
  }
}
