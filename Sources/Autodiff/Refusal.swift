/// Stops the program because an operation can't do what it was asked.
///
/// - Parameters:
///   - operation: the name of the operation.
///   - problem: the rule, and the value that breaks it.
func refuse(_ operation: String, _ problem: String) -> Never {
  // Not `preconditionFailure`: that says nothing in a release build.
  fatalError("\(operation): \(problem)")
}

/// Stops the program unless a condition holds.
@inline(__always)
func require(
  _ condition: Bool, _ operation: String, _ problem: @autoclosure () -> String
) {
  if !condition { refuse(operation, problem()) }
}
