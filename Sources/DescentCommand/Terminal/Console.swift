/// Where a command prints: results to one stream, everything else to another.
package struct Console: Sendable {
  /// Prints a line of the result.
  package let print: @Sendable (String) -> Void

  /// Prints a line that is no result: an error, progress.
  package let error: @Sendable (String) -> Void

  /// Prints text that moves the cursor; nil where the other stream is no terminal.
  package let draw: (@Sendable (String) -> Void)?

  /// Creates a console.
  ///
  /// - Parameters:
  ///   - print: prints a line of the result.
  ///   - error: prints a line that is no result.
  ///   - draw: prints text that moves the cursor; nil where there is no terminal.
  package init(
    print: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void,
    draw: (@Sendable (String) -> Void)? = nil
  ) {
    self.print = print
    self.error = error
    self.draw = draw
  }
}
