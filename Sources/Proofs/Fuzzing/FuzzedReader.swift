import Kernels
import Optimization
import Storing

/// A reader that is tried with damaged files: it must take each, or refuse it with an error of its own.
package struct FuzzedReader: Sendable {
  /// What the reader is called on the command line.
  package let name: String

  /// Files that the reader takes, which the damaged ones are made from; those of safetensors without
  /// their fingerprint, too, so that the damage reaches what is behind it.
  let samples: [[UInt8]]

  /// Whether files begin with the length of a header, as those of safetensors do.
  let hasHeader: Bool

  /// The types of the errors that the reader may throw.
  private let refusals: [any Error.Type]

  private let read: @Sendable ([UInt8]) throws -> Void

  /// Describes a reader.
  ///
  /// - Parameters:
  ///   - name: what it is called on the command line.
  ///   - samples: at least one file that it takes.
  ///   - hasHeader: whether files begin with the length of a header, as those of safetensors do.
  ///   - refusals: the types of the errors that it may throw; any other is a failure.
  ///   - read: reads a file and uses what is in it; throws `BrokenPromise` where that can't be used.
  package init(
    _ name: String, samples: [[UInt8]], hasHeader: Bool = false, refusals: [any Error.Type],
    read: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.name = name
    self.samples = samples + (hasHeader ? samples.map(withoutFingerprint) : [])
    self.hasHeader = hasHeader
    self.refusals = refusals
    self.read = read
  }

  /// What a reader makes of a file.
  package enum Response: Sendable, Hashable {
    /// It takes the file, and what it gives can be used.
    case accepted
    /// It says in one line what is wrong.
    case refused(String)
    /// It breaks a rule; the text says which.
    case failed(String)
  }

  /// Tries a file.
  package func response(to file: [UInt8]) -> Response {
    do { try read(file) } catch {
      let message = "\(error)"
      guard refusals.contains(where: { $0 == type(of: error) }) else {
        return .failed("\(type(of: error)): \(oneLine(message))")
      }
      guard oneLine(message) == message else {
        return .failed("control characters in a message: \(oneLine(message))")
      }
      return .refused(message)
    }
    return .accepted
  }
}

/// What a reader gave can't be used, though it took the file.
package struct BrokenPromise: Error, CustomStringConvertible {
  /// What does not hold.
  package let description: String

  /// Creates an error.
  ///
  /// - Parameter description: what does not hold.
  package init(_ description: String) { self.description = description }
}

/// Throws `BrokenPromise` unless a condition holds.
func promise(_ holds: Bool, _ description: @autoclosure () -> String) throws {
  if !holds { throw BrokenPromise(description()) }
}

/// The same file with blanks in place of its fingerprint.
private func withoutFingerprint(_ file: [UInt8]) -> [UInt8] {
  let name = Array("\"\(Fingerprint.key)\":".utf8)
  guard let start = file.firstRange(of: name)?.lowerBound else { return file }
  let end = file[(start + name.count)...].firstIndex { ",}".utf8.contains($0) } ?? start
  let isLast = file[end] == UInt8(ascii: "}")
  var result = file
  for place in start..<(isLast ? end : end + 1) { result[place] = UInt8(ascii: " ") }
  return result
}
