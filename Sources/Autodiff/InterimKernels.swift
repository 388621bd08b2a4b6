import Foundation
func matrixProduct(
  _ a: Span<Float>, transposed ta: Bool = false, _ b: Span<Float>, transposed tb: Bool = false,
  into c: inout MutableSpan<Float>, rows m: Int, columns n: Int, inner k: Int,
  accumulate: Bool = false
) {
  if !accumulate { for i in c.indices { c[i] = 0 } }
  for i in 0..<m {
    for p in 0..<k {
      let x = ta ? a[p * m + i] : a[i * k + p]
      if tb {
        for j in 0..<n { c[i * n + j] += x * b[j * k + p] }
      } else {
        for j in 0..<n { c[i * n + j] += x * b[p * n + j] }
      }
    }
  }
}
func exponential(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  for i in y.indices { y[i] = exp(x[i]) }
}
func logarithm(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  for i in y.indices { y[i] = log(x[i]) }
}
func hyperbolicTangent(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  for i in y.indices { y[i] = tanh(x[i]) }
}
func sigmoid(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  for i in y.indices { y[i] = 1 / (1 + exp(-x[i])) }
}
func squareRoot(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  for i in y.indices { y[i] = x[i].squareRoot() }
}
func squareRoot(_ x: Float) -> Float { x.squareRoot() }
func errorFunction(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  for i in y.indices { y[i] = erf(x[i]) }
}
func sum(_ x: Span<Float>) -> Double {
  var s = 0.0; for i in x.indices { s += Double(x[i]) }; return s
}
func sumOfSquares(_ x: Span<Float>) -> Double {
  var s = 0.0; for i in x.indices { s += Double(x[i]) * Double(x[i]) }; return s
}
