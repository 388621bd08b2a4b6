import Optimization

/// Why a command line can't be understood; its description is one line that says what would be right.
package struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what would be right.
  package let description: String

  /// Creates an error.
  ///
  /// - Parameter description: one line: what is wrong, and what would be right.
  package init(_ description: String) {
    self.description = oneLine(description)
  }
}
