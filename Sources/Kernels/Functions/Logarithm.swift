/// ln x, within 1 ulp; −infinity at 0, NaN below.
///
/// ```text
/// ln x = e ln 2 + ln m        x = m 2ᵉ, √½ ≤ m < √2
/// ```
///
/// - Source: Cephes 2.2, `logf` (Moshier, 1992), <https://www.netlib.org/cephes>: the split of ln 2
///   and the polynomial of degree 11 for ln m.
@inlinable @inline(__always) public func logarithm(_ x: Float) -> Float {
  let denormal = x < Float.leastNormalMagnitude
  let scaled = denormal ? x * 0x1p23 : x
  // Counted from √½, the exponent changes where m should begin again.
  let offset = Int32(truncatingIfNeeded: scaled.bitPattern) &- 0x3F35_04F3
  let exponent = (offset &>> 23) &- (denormal ? 23 : 0)
  let mantissa = Float(bitPattern: UInt32(truncatingIfNeeded: (offset & 0x7F_FFFF) &+ 0x3F35_04F3))
  let e = Float(exponent)
  let r = mantissa - 1
  let square = r * r
  let fourth = square * square
  let high = 7.0376836292e-2 * square + (1.1676998740e-1 - 1.1514610310e-1 * r)
  let middle =
    (1.4249322787e-1 - 1.2420140846e-1 * r) * square + (2.0000714765e-1 - 1.6668057665e-1 * r)
  let low = 3.3333331174e-1 - 2.4999993993e-1 * r
  let series = (high * fourth + middle) * square + low
  let small = series * r * square - 2.12194440e-4 * e
  let logarithm = 0.693359375 * e + (small - 0.5 * square + r)
  let positive = x == .infinity ? x : logarithm
  return x > 0 ? positive : (x == 0 ? -.infinity : .nan)
}

/// ln x of every element, as `logarithm(_:)` of a number.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func logarithm(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  mapElements(x, into: &y) { logarithm($0) }
}
