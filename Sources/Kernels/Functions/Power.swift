public import KernelShims

/// xᵖ for x ≥ 0, within 2 ulp; NaN below 0 and for NaN, whatever the power.
///
/// ```text
/// x = m 2ᵉ, √½ ≤ m < √2        p log₂ x = n + f, |f| ≤ ½        xᵖ = 2ⁿ exp(f ln 2)
/// ```
///
/// The middle is computed in double precision: e^(p ln x) in single precision would lose as many
/// digits as p ln x has before the point.
///
/// - Parameters:
///   - x: the base; 0⁰ is 1.
///   - p: the power.
/// - Returns: xᵖ; infinity and 0 where it is beyond the range of a `Float`.
@inlinable @inline(__always) public func power(_ x: Float, _ p: Double) -> Float {
  let denormal = x < Float.leastNormalMagnitude
  let scaled = denormal ? x * 0x1p23 : x
  let offset = Int32(truncatingIfNeeded: scaled.bitPattern) &- 0x3F35_04F3
  let exponent = (offset &>> 23) &- (denormal ? 23 : 0)
  let mantissa = Float(bitPattern: UInt32(truncatingIfNeeded: (offset & 0x7F_FFFF) &+ 0x3F35_04F3))
  let exact = p * (Double(exponent) + Double(logarithm(mantissa)) * 1.4426950408889634)
  // What is beyond these bounds overflows or vanishes all the same.
  let below = exact > 129 ? 129 : exact
  let bounded = below < -151 ? -151 : below
  // Added to 1.5·2⁵², a number is rounded to an integer, which then stands in the lowest bits; a conversion
  // that may trap would keep loops from being vectorized.
  let shifted = bounded + 0x1.8p52
  let whole = shifted - 0x1.8p52
  let rest = kernel_exponential_of_small(Float((bounded - whole) * 0.6931471805599453))
  let n = Int32(truncatingIfNeeded: shifted.bitPattern)
  let half = n &>> 1
  let ordinary = rest * kernel_power_of_two(half) * kernel_power_of_two(n &- half)
  let atZero: Float = p > 0 ? 0 : (p < 0 ? .infinity : 1)
  let atInfinity: Float = p > 0 ? .infinity : (p < 0 ? 0 : 1)
  let positive = x == .infinity ? atInfinity : ordinary
  return x > 0 ? positive : (x == 0 ? atZero : .nan)
}
