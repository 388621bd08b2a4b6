/// The largest element.
///
/// - Parameter x: the elements.
/// - Returns: maxᵢ xᵢ; NaN if an element is NaN, −infinity for no elements.
public func maximum(_ x: Span<Float>) -> Float {
  var largest = -Float.infinity
  var start = 0
  if x.count >= 16 {
    var lanes = SIMD16<Float>(repeating: -.infinity)
    while start &+ 16 <= x.count {
      let elements = x.vector(at: start)
      lanes.replace(with: elements, where: elements .> lanes .| elements .!= elements)
      start &+= 16
    }
    for lane in 0..<16 { largest = larger(lanes[lane], largest) }
  }
  for i in start..<x.count { largest = larger(x[i], largest) }
  return largest
}

/// The larger number; NaN if one of them is NaN.
@inline(__always) private func larger(_ x: Float, _ y: Float) -> Float {
  x > y || x != x ? x : y
}
