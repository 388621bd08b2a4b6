// bfloat16 is the upper half of a `Float`: the same exponents, and 8 bits of the significand for 24.

/// The pattern of bfloat16 that is nearest to a finite number.
public func brain(_ number: Float) -> UInt16 {
  let bits = number.bitPattern
  return UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16)
}

extension MutableSpan<Float> {
  /// Overwrites all elements with as many patterns of bfloat16; exact.
  public mutating func widen(_ source: Span<UInt16>) {
    requireEqual(count, source.count)
    for i in indices { self[i] = Float(bitPattern: UInt32(source[i]) << 16) }
  }
}

extension MutableSpan<UInt16> {
  /// Overwrites all elements with as many numbers, rounded to bfloat16 at random.
  ///
  /// A number goes to the next one above as often as it is near to it, and else to the one below: on
  /// average it stays where it is, and what is added in small steps is not lost. Finite numbers stay finite.
  ///
  /// - Parameters:
  ///   - source: the numbers.
  ///   - key: which random numbers are taken.
  ///   - first: the position of the first number among all that take those of the key; the same number at
  ///     the same position is rounded the same way.
  public mutating func round(_ source: Span<Float>, key: UInt32, first: Int) {
    requireEqual(count, source.count)
    let start = key &+ UInt32(truncatingIfNeeded: first)
    for i in indices {
      let bits = source[i].bitPattern
      let magnitude = bits & 0x7fff_ffff
      // The largest numbers would go up to infinity, and a NaN of low bits alone would become one.
      let up =
        magnitude < 0x7f00_0000 ? scattered(start &+ UInt32(truncatingIfNeeded: i)) : 0
      let quiet: UInt32 = magnitude > 0x7f80_0000 ? 0x40_0000 : 0
      self[i] = UInt16(truncatingIfNeeded: ((bits &+ up) | quiet) >> 16)
    }
  }
}

/// 16 random bits for a place: the upper half of a mixing function of 32 bits.
///
/// One round less, and places that differ in their first bit would be rounded alike.
///
/// - Source: Wellons, *Prospecting for hash functions*, 2018, `lowbias32`.
@inline(__always) private func scattered(_ place: UInt32) -> UInt32 {
  var bits = place
  bits = (bits ^ (bits >> 16)) &* 0x7feb_352d
  bits = (bits ^ (bits >> 15)) &* 0x846c_a68b
  return (bits ^ (bits >> 16)) >> 16
}
