import DescentCommand
import Synchronization

/// A console that remembers what was printed.
final class Recorder: Sendable {
  private let results = Mutex<[String]>([])
  private let errors = Mutex<[String]>([])

  var console: Console {
    Console(
      print: { line in self.results.withLock { $0.append(line) } },
      error: { line in self.errors.withLock { $0.append(line) } })
  }

  /// What was printed as a result.
  var output: String { results.withLock { $0.joined(separator: "\n") } }

  /// What was printed besides, line by line.
  var errorLines: [String] { errors.withLock { $0 } }
}
