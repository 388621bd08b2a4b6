public import KernelShims

/// erf x, within 1.5 ulp.
///
/// ```text
/// erf x = x + x P(x²)       x < 0.92
///       = 1 − exp Q(x)      otherwise; and erf −x = −erf x
/// ```
///
/// - Source: P from Cephes 2.2, `erff` (Moshier, 1992), <https://www.netlib.org/cephes>. Q is fitted
///   to ln erfc on 0.92...3.95 so that the largest error relative to erf is least (0.03 ulp).
@inlinable @inline(__always) public func errorFunction(_ x: Float) -> Float {
  kernel_error_function(x)
}

/// erf x of every element, as `errorFunction(_:)` of a number.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func errorFunction(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  mapElements(x, into: &y) { errorFunction($0) }
}
