import Kernels

/// The same numbers in −1 ..< 1 for the same seed.
func numbers(_ count: Int, seed: UInt64) -> StorageSlice {
  var state = seed &+ 0x9E37_79B9_7F4A_7C15
  let elements = (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(state >> 40) * 0x1p-23 - 1
  }
  return StorageSlice(copying: elements)
}

/// The distance of a result from the exact value, in units of the last place of that value.
func distanceInULP(_ result: Float, _ exact: Double) -> Double {
  let rounded = Float(exact)
  if result.isNaN || rounded.isNaN { return result.isNaN && rounded.isNaN ? 0 : .infinity }
  if result.isInfinite || rounded.isInfinite { return result == rounded ? 0 : .infinity }
  if result.sign != rounded.sign { return .infinity }
  return abs(Double(result) - exact) / Double(rounded.ulp)
}
