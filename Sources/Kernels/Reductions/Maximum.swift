/// The largest element.
///
/// - Parameter x: the elements.
/// - Returns: maxᵢ xᵢ; NaN if an element is NaN, −infinity for no elements.
public func maximum(_ x: Span<Float>) -> Float {
  var lanes = SIMD32<Float>(repeating: -.infinity)
  var start = 0
  while start &+ 32 <= x.count {
    for lane in 0..<32 { lanes[lane] = larger(x[start &+ lane], lanes[lane]) }
    start &+= 32
  }
  var largest = -Float.infinity
  for lane in 0..<32 { largest = larger(lanes[lane], largest) }
  for i in start..<x.count { largest = larger(x[i], largest) }
  return largest
}

/// The larger number; NaN if one of them is NaN.
@inline(__always) private func larger(_ x: Float, _ y: Float) -> Float {
  x > y || x != x ? x : y
}
