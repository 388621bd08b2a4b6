import Dispatch
import Foundation
import Kernels
import Synchronization

/// Listens for the user's wish to end the job, by Ctrl-C or by `kill`, as long as it is kept.
///
/// The first signal asks, and is answered with a sentence at once: `mpirun` waits no longer than a second.
/// The job ends where it likes and prints what it has. The second signal ends the process at once.
package struct Interruption {
  /// Whether the job should end; may be asked from any thread.
  package let isRequested: @Sendable () -> Bool

  /// How the process ends that was asked to: 128 and the number of the signal.
  package var exitCode: ExitCode { flag.exitCode }

  private let flag: Flag

  private let sources: [any DispatchSourceSignal]

  /// Begins to listen.
  ///
  /// - Parameter console: where the answer goes.
  /// - Throws: `MissingResource` where the system has no thread or no descriptor for it; without, the
  ///   system's own library would wait for ever, or trap.
  package init(console: Console) throws(MissingResource) {
    if let reason = missingResource() { throw MissingResource(description: reason) }
    let flag = Flag()
    self.flag = flag
    let queue = DispatchQueue(label: "descent.interruption")
    isRequested = { flag.signal.load(ordering: .relaxed) != 0 }
    sources = [SIGINT, SIGTERM].map { number in
      // Without this the process is gone before anyone listens.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        let earlier = flag.signal.exchange(Int(number), ordering: .relaxed)
        // What else is done at the exit would wait for other ranks.
        if earlier != 0 { _exit(flag.exitCode.rawValue) }
        console.error("descent: ending after this step; asked again, at once")
      }
      source.resume()
      return source
    }
  }

  /// What the system refuses, and what to do about it.
  package struct MissingResource: Error, CustomStringConvertible {
    /// One sentence.
    package let description: String
  }

  private final class Flag: Sendable {
    /// The number of the last signal; 0 before the first.
    let signal = Atomic(0)

    var exitCode: ExitCode {
      signal.load(ordering: .relaxed) == Int(SIGTERM) ? .terminated : .interrupted
    }
  }
}
