internal import KernelShims

/// x Φ(x) of every element, where Φ is the distribution function of the standard normal distribution.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
package func gaussianErrorUnit(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  requireResults(of: x, y, "gaussianErrorUnit(_:into:)")
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer {
      unsafe blocks.pointee.gelu(x.baseAddress, $0.baseAddress, x.count)
    }
  }
}

/// slope · (Φ(x) + x φ(x)) of every element, where φ is the density of the standard normal distribution.
///
/// - Parameters:
///   - slope: what the derivative is multiplied by.
///   - x: the arguments.
///   - y: as many elements, for the results.
package func gaussianErrorUnitPullback(
  _ slope: Span<Float>, at x: Span<Float>, into y: inout MutableSpan<Float>
) {
  requireResults(of: x, y, "gaussianErrorUnitPullback(_:at:into:)")
  require(
    slope.count == x.count,
    "gaussianErrorUnitPullback: \(x.count) arguments need as many slopes, but have \(slope.count)")
  unsafe x.withUnsafeBufferPointer { x in
    unsafe slope.withUnsafeBufferPointer { slope in
      unsafe y.withUnsafeMutableBufferPointer {
        unsafe blocks.pointee.gelu_pullback(
          x.baseAddress, slope.baseAddress, $0.baseAddress, x.count)
      }
    }
  }
}
