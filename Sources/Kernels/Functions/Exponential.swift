public import KernelShims

/// eˣ, within 1.1 ulp; infinity above 88.73, 0 below −103.98, denormal in between where eˣ is.
///
/// ```text
/// eˣ = eʳ 2ⁿ        n = round(x / ln 2), r = x − n ln 2, |r| ≤ ln 2 / 2
/// ```
///
/// - Source: the reduction and the polynomial are those of `expf` in Cephes 2.2 (Moshier, 1992),
///   <https://www.netlib.org/cephes>.
@inlinable @inline(__always) public func exponential(_ x: Float) -> Float { kernel_exponential(x) }

/// eˣ of every element, as `exponential(_:)` of a number.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func exponential(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  requireResults(of: x, y, "exponential(_:into:)")
  y.copy(x)
  exponentiate(&y, first: y.count)
}

/// Makes the first elements e to their power.
package func exponentiate(_ x: inout MutableSpan<Float>, first count: Int) {
  require(
    count <= x.count,
    "exponentiate: there are \(x.count) elements, but \(count) are asked for")
  unsafe x.withUnsafeMutableBufferPointer {
    unsafe blocks.pointee.exponentiate($0.baseAddress, count)
  }
}
