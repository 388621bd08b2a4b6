/// Why a part that was named in text can't be made; its description is one line.
package struct CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what would be right.
  package let description: String

  /// Creates an error.
  ///
  /// - Parameter description: one line: what is wrong, and what would be right.
  init(_ description: String) {
    self.description = description
  }
}
