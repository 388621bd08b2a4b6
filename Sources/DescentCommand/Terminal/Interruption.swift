import Dispatch
import Foundation
import Synchronization

/// Listens for the user's wish to end the job, by Ctrl-C or by `kill`, as long as it is kept.
///
/// The first signal asks; the job ends where it likes and prints what it has. The second ends the
/// process at once.
package struct Interruption {
  /// Whether the job should end; may be asked from any thread.
  package let isRequested: @Sendable () -> Bool

  private let sources: [any DispatchSourceSignal]

  /// Begins to listen.
  package init() {
    let flag = Flag()
    let queue = DispatchQueue(label: "descent.interruption")
    isRequested = { flag.isRaised.load(ordering: .relaxed) }
    sources = [SIGINT, SIGTERM].map { number in
      // Without this the process is gone before anyone listens.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        let wasRaised = flag.isRaised.exchange(true, ordering: .relaxed)
        if wasRaised { exit(ExitCode.interrupted.rawValue) }
      }
      source.resume()
      return source
    }
  }

  private final class Flag: Sendable {
    let isRaised = Atomic(false)
  }
}
