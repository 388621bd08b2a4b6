/// erf x, within 1.5 ulp.
///
/// ```text
/// erf x = x + x P(x²)       x < 0.92
///       = 1 − exp Q(x)      otherwise; and erf −x = −erf x
/// ```
///
/// - Source: P from Cephes 2.2, `erff` (Moshier, 1992), <https://www.netlib.org/cephes>. Q is fitted
///   to ln erfc on 0.92...3.95 so that the largest error relative to erf is least (0.03 ulp).
@inlinable public func errorFunction(_ x: Float) -> Float {
  let magnitude = x.magnitude
  let square = x * x
  var near = multiplyAdd(7.853861353153693e-5, square, -8.010193625184903e-4)
  near = multiplyAdd(near, square, 5.188327685732524e-3)
  near = multiplyAdd(near, square, -2.685381193529856e-2)
  near = multiplyAdd(near, square, 1.128358514861418e-1)
  near = multiplyAdd(near, square, -3.761262582423300e-1)
  near = multiplyAdd(near, square, 1.283791667095513e-1)
  near = multiplyAdd(near, magnitude, magnitude)
  // From 3.92 on, the result rounds to 1. Written so that NaN passes.
  let bounded = magnitude > 4 ? 4 : magnitude
  var far = multiplyAdd(1.95937284e-4, bounded, -3.04321781e-3)
  far = multiplyAdd(far, bounded, 2.22269219e-2)
  far = multiplyAdd(far, bounded, -1.03931600e-1)
  far = multiplyAdd(far, bounded, -6.37182244e-1)
  far = multiplyAdd(far, bounded, -1.12767563)
  far = multiplyAdd(far, bounded, -1.95675254e-4)
  let rest = 1 - exponential(far)
  return Float(signOf: x, magnitudeOf: magnitude < 0.92 ? near : rest)
}

/// erf x of every element, as `errorFunction(_:)` of a number.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func errorFunction(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  mapElements(x, into: &y) { errorFunction($0) }
}
