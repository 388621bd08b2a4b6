public import KernelShims

// Inlinable, because a loop vectorizes only over functions that it can see into.

/// √x, correctly rounded; NaN below 0.
@inlinable @inline(__always) public func squareRoot(_ x: Float) -> Float { kernel_square_root(x) }

/// √x, correctly rounded; NaN below 0.
@inlinable @inline(__always) public func squareRoot(_ x: Double) -> Double {
  kernel_square_root_double(x)
}

/// a·b + c, rounded once where the target has an instruction for it, and twice where it has not.
@inlinable @inline(__always) public func multiplyAdd(_ a: Float, _ b: Float, _ c: Float) -> Float {
  kernel_multiply_add(a, b, c)
}

/// √x of every element.
///
/// - Parameters:
///   - x: the arguments.
///   - y: as many elements, for the results.
public func squareRoot(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  mapElements(x, into: &y) { squareRoot($0) }
}
