import Dispatch
import Foundation
import Kernels
import Synchronization

/// Listens for the user's wish to end the job, by Ctrl-C or by `kill`, as long as it is kept.
///
/// The first signal asks; the job ends where it likes and prints what it has. The second ends the
/// process at once.
package struct Interruption {
  /// Whether the job should end; may be asked from any thread.
  package let isRequested: @Sendable () -> Bool

  /// How the process ends that was asked to: 128 and the number of the signal.
  package var exitCode: ExitCode { flag.exitCode }

  private let flag: Flag

  private let sources: [any DispatchSourceSignal]

  /// Begins to listen.
  ///
  /// - Throws: `MissingResource` where the system has no thread or no descriptor for it; without, the
  ///   system's own library would wait for ever, or trap.
  package init() throws(MissingResource) {
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
        if earlier != 0 { exit(flag.exitCode.rawValue) }
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
