/// eˣ, within 1 ulp; infinity above 88.73, 0 below −103.98, denormal in between where eˣ is.
///
/// ```text
/// eˣ = 2ⁿ eʳ        n = round(x / ln 2), |r| ≤ ln 2 / 2
/// ```
///
/// - Source: Cephes 2.2, `expf` (Moshier, 1992), <https://www.netlib.org/cephes>: the split of ln 2
///   and the polynomial of degree 7 for eʳ.
@inlinable public func exponential(_ x: Float) -> Float {
  // What is beyond these bounds overflows or vanishes all the same. Written so that NaN passes.
  let bounded = x > 89 ? 89 : (x < -104 ? -104 : x)
  // Added to 1.5·2²³, a number is rounded to an integer, which then stands in the lowest bits.
  let shifted = multiplyAdd(bounded, 1.442695040888963, 0x1.8p23)
  let n = shifted - 0x1.8p23
  let r = multiplyAdd(n, 2.12194440e-4, multiplyAdd(n, -0.693359375, bounded))
  var series = multiplyAdd(1.9875691500e-4, r, 1.3981999507e-3)
  series = multiplyAdd(series, r, 8.3334519073e-3)
  series = multiplyAdd(series, r, 4.1665795894e-2)
  series = multiplyAdd(series, r, 1.6666665459e-1)
  series = multiplyAdd(series, r, 5.0000001201e-1)
  let power = multiplyAdd(series, r * r, r) + 1
  // In two factors, because 2ⁿ alone may be beyond the range of a `Float` where the result is not.
  let exponent = Int32(truncatingIfNeeded: shifted.bitPattern & 0x7F_FFFF) &- 0x40_0000
  let half = exponent &>> 1
  return power * powerOfTwo(half) * powerOfTwo(exponent &- half)
}

/// 2ⁿ for n in −126...127.
@inlinable func powerOfTwo(_ n: Int32) -> Float {
  Float(bitPattern: UInt32(truncatingIfNeeded: (n &+ 127) &<< 23))
}

/// eˣ of every element, as `exponential(_:)` of a number.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func exponential(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  mapElements(x, into: &y) { exponential($0) }
}
