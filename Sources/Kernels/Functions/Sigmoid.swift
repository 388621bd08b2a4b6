/// 1 / (1 + e⁻ˣ), within 2.5 ulp; its smallest results are denormal, and 0 below −103.98.
@inlinable @inline(__always) public func sigmoid(_ x: Float) -> Float {
  // e to a power that is not positive: the result keeps its digits where it is small.
  let power = exponential(-x.magnitude)
  return (x < 0 ? power : 1) / (1 + power)
}

/// 1 / (1 + e⁻ˣ) of every element, as `sigmoid(_:)` of a number.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func sigmoid(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  mapElements(x, into: &y) { sigmoid($0) }
}
