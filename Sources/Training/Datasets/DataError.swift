import Optimization

/// Why a file can't be used as data: which file, where in it, what is wrong and what would be right.
///
/// The description is one line, ready for a terminal.
public struct DataError: Error, Hashable, Sendable {
  /// The path of the file, as the user gave it.
  public let file: String

  /// Where in the file the problem is.
  public let place: Place

  /// What is wrong there.
  public let problem: Problem

  /// A position in a file.
  public enum Place: Hashable, Sendable {
    /// The file as a whole.
    case file
    /// A byte, counted from 0.
    case byte(Int)
    /// A line, counted from 1.
    case line(Int)
    /// A cell of a table: line and column, both counted from 1.
    case cell(line: Int, column: Int)
  }

  /// What can be wrong with a file.
  public enum Problem: Error, Hashable, Sendable {
    /// The file can't be opened or read.
    case unreadable(String)
    /// There is nothing in it.
    case empty
    /// The file does not begin as its format does.
    case wrongMagic(found: String, expected: String)
    /// The file has another length, in bytes, than its header or its format promises.
    case wrongLength(found: Int, expected: String)
    /// A label is none of the classes `0 ..< classes`.
    case labelOutOfRange(label: Int, classes: Int)
    /// Something else stands where the format wants something particular; the advice says what helps.
    case malformed(found: String, expected: String, advice: String? = nil)
  }

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - file: the path of the file.
  ///   - place: where in the file the problem is.
  ///   - problem: what is wrong there.
  public init(_ file: String, at place: Place = .file, _ problem: Problem) {
    self.file = file
    self.place = place
    self.problem = problem
  }
}

extension DataError: CustomStringConvertible {
  /// One line: file, place, problem, and what would be right.
  public var description: String {
    switch place {
    case .file: oneLine("\(file): \(problem)")
    case .byte(let byte): oneLine("\(file), byte \(byte): \(problem)")
    case .line(let line): oneLine("\(file), line \(line): \(problem)")
    case .cell(let line, let column):
      oneLine("\(file), line \(line), column \(column): \(problem)")
    }
  }
}

extension DataError.Problem: CustomStringConvertible {
  /// What is wrong and what would be right.
  public var description: String {
    switch self {
    case .unreadable(let reason): reason
    case .empty: "the file is empty"
    case .wrongMagic(let found, let expected):
      "must begin with \(expected), but begins with \(found)"
    case .wrongLength(let found, let expected): "must have \(expected), but has \(found) bytes"
    case .labelOutOfRange(let label, let classes):
      "the label must be in 0...\(classes - 1), but is \(label)"
    case .malformed(let found, let expected, let advice):
      "must be \(expected), but is \(found)" + (advice.map { "; \($0)" } ?? "")
    }
  }
}
