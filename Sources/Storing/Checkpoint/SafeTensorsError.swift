import Optimization

/// Why bytes are no safetensors file; its description is one line.
package struct SafeTensorsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where in the file, and what is wrong.
  package let description: String

  /// Creates an error.
  ///
  /// - Parameter description: where in the file, and what is wrong, in one line.
  init(_ description: String) { self.description = oneLine(description) }
}
