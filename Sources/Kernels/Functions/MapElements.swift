/// Writes `function` of every element; inlined, so that the loop sees into the function.
@inline(__always) func mapElements(
  _ x: Span<Float>, into y: inout MutableSpan<Float>, _ function: (Float) -> Float
) {
  precondition(
    x.count == y.count, "\(x.count) arguments need as many results, but there are \(y.count)")
  for i in x.indices { y[i] = function(x[i]) }
}
