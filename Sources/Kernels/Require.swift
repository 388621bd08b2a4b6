/// Stops the program with a message unless a condition holds.
///
/// Like `precondition`, whose message is lost in optimized builds; this one is printed there, too.
///
/// - Parameters:
///   - condition: what must hold.
///   - message: the name, the rule and the value.
@inlinable
public func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
