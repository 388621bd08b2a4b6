/// Why bytes are not the JSON that is needed.
struct JSONError: Error {
  /// Where, and what is wrong.
  let description: String

  /// Creates an error.
  ///
  /// - Parameter description: where, and what is wrong.
  init(_ description: String) { self.description = description }
}
