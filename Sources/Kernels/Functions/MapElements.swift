/// Writes `function` of every element; inlined, so that the loop sees into the function.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
///   - name: the name of the function, for messages.
///   - function: what is computed of an element.
@inline(__always) func mapElements(
  _ x: Span<Float>, into y: inout MutableSpan<Float>, name: StaticString = #function,
  _ function: (Float) -> Float
) {
  requireResults(of: x, y, name)
  for i in x.indices { y[i] = function(x[i]) }
}

/// Traps unless there are as many results as arguments.
@inline(__always) func requireResults(
  of x: Span<Float>, _ y: borrowing MutableSpan<Float>, _ name: StaticString
) {
  require(
    x.count == y.count,
    "\(name): \(x.count) arguments need as many results, but there are \(y.count)")
}
