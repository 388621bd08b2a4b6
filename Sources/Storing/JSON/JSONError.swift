/// Why bytes are not the JSON that is needed.
package struct JSONError: Error, CustomStringConvertible {
  /// Where, and what is wrong.
  package let description: String

  /// Creates an error.
  ///
  /// - Parameter description: where, and what is wrong.
  init(_ description: String) { self.description = description }
}
