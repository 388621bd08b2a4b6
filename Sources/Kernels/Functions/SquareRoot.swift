public import KernelShims

// Inlinable, because a loop vectorizes only over functions that it can see into.

/// √x, correctly rounded; NaN below 0.
@inlinable @inline(__always) public func squareRoot(_ x: Float) -> Float { kernel_square_root(x) }

/// √x, correctly rounded; NaN below 0.
@inlinable @inline(__always) public func squareRoot(_ x: Double) -> Double {
  kernel_square_root_double(x)
}

/// √x of every element.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func squareRoot(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  mapElements(x, into: &y) { squareRoot($0) }
}
