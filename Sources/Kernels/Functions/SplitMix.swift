/// The output function of SplitMix64: every bit of the argument changes half of the result's.
public func mixed(_ number: UInt64) -> UInt64 {
  var bits = number &+ 0x9e37_79b9_7f4a_7c15
  bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
  bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
  return bits ^ (bits >> 31)
}
