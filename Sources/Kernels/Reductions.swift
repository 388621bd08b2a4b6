public import KernelShims
public func sumOfSquares(_ x: Span<Float>) -> Double {
  var s = SIMD8<Double>(); var i = 0
  while i + 8 <= x.count { for k in 0..<8 { let v = Double(x[i &+ k]); s[k] += v*v }; i += 8 }
  var t = s.sum()
  while i < x.count { let v = Double(x[i]); t += v*v; i += 1}
  return t
}
@inlinable @inline(__always) public func squareRoot(_ x: Float) -> Float { kernel_square_root(x) }
