public import KernelShims

/// tanh x, within 1.5 ulp.
///
/// ```text
/// tanh x = x + x³ P(x²)           x < 0.625
///        = 1 − 2 / (e²ˣ + 1)      otherwise; and tanh −x = −tanh x
/// ```
///
/// - Source: Cephes 2.2, `tanhf` (Moshier, 1992), <https://www.netlib.org/cephes>.
@inlinable @inline(__always) public func hyperbolicTangent(_ x: Float) -> Float {
  let magnitude = x.magnitude
  let square = x * x
  let high = -5.70498872745e-3 * (square * square) + (2.06390887954e-2 * square - 5.37397155531e-2)
  let low = 1.33314422036e-1 * square - 3.33332819422e-1
  let series = high * (square * square) + low
  let near = series * square * magnitude + magnitude
  // From 9.02 on, the result rounds to 1. Written so that NaN passes.
  let bounded = magnitude > 10 ? 10 : magnitude
  let far = 1 - 2 / (kernel_exponential_of_small(bounded + bounded) + 1)
  return Float(signOf: x, magnitudeOf: magnitude < 0.625 ? near : far)
}

/// tanh x of every element, as `hyperbolicTangent(_:)` of a number.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func hyperbolicTangent(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  mapElements(x, into: &y) { hyperbolicTangent($0) }
}
