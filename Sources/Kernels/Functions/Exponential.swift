/// eˣ, within 1.1 ulp; infinity above 88.73, 0 below −103.98, denormal in between where eˣ is.
///
/// - Source: the reduction and the polynomial are those of `expf` in Cephes 2.2 (Moshier, 1992),
///   <https://www.netlib.org/cephes>.
@inlinable @inline(__always) public func exponential(_ x: Float) -> Float {
  // What is beyond these bounds overflows or vanishes all the same. Written so that NaN passes.
  let below = x > 89 ? 89 : x
  let bounded = below < -104 ? -104 : below
  let (power, n) = reducedExponential(bounded)
  // In two factors, because 2ⁿ alone may be beyond the range of a `Float` where the result is not.
  let half = n &>> 1
  return power * powerOfTwo(half) * powerOfTwo(n &- half)
}

/// eˣ for x in −87...88, where a factor 2ⁿ is within the range of a `Float`.
@inlinable @inline(__always) func exponentialOfSmall(_ x: Float) -> Float {
  let (power, n) = reducedExponential(x)
  return power * powerOfTwo(n)
}

/// The parts of eˣ = eʳ 2ⁿ, for |x| ≤ 104.
///
/// ```text
/// n = round(x / ln 2)        r = x − n ln 2, |r| ≤ ln 2 / 2
/// ```
@inlinable @inline(__always) func reducedExponential(_ x: Float) -> (power: Float, n: Int32) {
  // Added to 1.5·2²³, a number is rounded to an integer, which then stands in the lowest bits.
  let shifted = multiplyAdd(x, 1.442695040888963, 0x1.8p23)
  let n = shifted - 0x1.8p23
  // ln 2 in two parts; the product with the first is exact.
  let r = multiplyAdd(n, 2.12194440e-4, multiplyAdd(n, -0.693359375, x))
  let square = r * r
  let high = multiplyAdd(1.9875691500e-4, r, 1.3981999507e-3)
  let middle = multiplyAdd(8.3334519073e-3, r, 4.1665795894e-2)
  let low = multiplyAdd(1.6666665459e-1, r, 5.0000001201e-1)
  let series = multiplyAdd(multiplyAdd(high, square, middle), square, low)
  let integer = Int32(truncatingIfNeeded: shifted.bitPattern) &- 0x4B40_0000
  return (multiplyAdd(series, square, r) + 1, integer)
}

/// 2ⁿ for n in −126...127.
@inlinable @inline(__always) func powerOfTwo(_ n: Int32) -> Float {
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
