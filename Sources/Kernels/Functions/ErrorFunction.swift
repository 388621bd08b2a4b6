/// erf x, within 1.5 ulp.
///
/// ```text
/// erf x = x + x P(x²)       x < 0.92
///       = 1 − exp Q(x)      otherwise; and erf −x = −erf x
/// ```
///
/// - Source: P from Cephes 2.2, `erff` (Moshier, 1992), <https://www.netlib.org/cephes>. Q is fitted
///   to ln erfc on 0.92...3.95 so that the largest error relative to erf is least (0.03 ulp).
@inlinable @inline(__always) public func errorFunction(_ x: Float) -> Float {
  let magnitude = x.magnitude
  let square = x * x
  let fourth = square * square
  let nearHigh = multiplyAdd(
    7.853861353153693e-5, fourth, multiplyAdd(-8.010193625184903e-4, square, 5.188327685732524e-3))
  let nearLow = multiplyAdd(
    multiplyAdd(-2.685381193529856e-2, square, 1.128358514861418e-1), fourth,
    multiplyAdd(-3.761262582423300e-1, square, 1.283791667095513e-1))
  let near = multiplyAdd(multiplyAdd(nearHigh, fourth * fourth, nearLow), magnitude, magnitude)
  // From 3.92 on, the result rounds to 1. Written so that NaN passes.
  let t = magnitude > 4 ? 4 : magnitude
  let farHigh = multiplyAdd(1.95937284e-4, t * t, multiplyAdd(-3.04321781e-3, t, 2.22269219e-2))
  let farMiddle = multiplyAdd(-1.03931600e-1, t, -6.37182244e-1)
  let farLow = multiplyAdd(-1.12767563, t, -1.95675254e-4)
  let far =
    1 - exponentialOfSmall(multiplyAdd(multiplyAdd(farHigh, t * t, farMiddle), t * t, farLow))
  return Float(signOf: x, magnitudeOf: magnitude < 0.92 ? near : far)
}

/// erf x of every element, as `errorFunction(_:)` of a number.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func errorFunction(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  mapElements(x, into: &y) { errorFunction($0) }
}
