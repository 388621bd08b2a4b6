/// The step of SplitMix64's sequence: 2⁶⁴ over the golden ratio, made odd.
public let goldenRatio: UInt64 = 0x9e37_79b9_7f4a_7c15

/// What SplitMix64 makes of a state: every bit of the argument changes half of the result's.
///
/// - Source: Steele, Lea and Flood, 2014; the constants are those of Vigna's public-domain `splitmix64.c`.
public func mixed(_ state: UInt64) -> UInt64 {
  var bits = state &+ goldenRatio
  bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
  bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
  return bits ^ (bits >> 31)
}
