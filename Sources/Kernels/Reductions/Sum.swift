import KernelShims

// In double precision, in an order that depends on the number of terms only.

/// The sum of all elements, in double precision and a fixed order.
///
/// - Parameter x: the elements.
/// - Returns: Σᵢ xᵢ; 0 for no elements.
public func sum(_ x: Span<Float>) -> Double {
  unsafe x.withUnsafeBufferPointer { unsafe blocks.pointee.sum($0.baseAddress, $0.count) }
}

/// The sum of the squares of all elements, in double precision and a fixed order.
///
/// - Parameter x: the elements.
/// - Returns: Σᵢ xᵢ², of which every square is exact; 0 for no elements.
public func sumOfSquares(_ x: Span<Float>) -> Double {
  unsafe x.withUnsafeBufferPointer { unsafe blocks.pointee.squares($0.baseAddress, $0.count) }
}

/// The dot product, in double precision and a fixed order.
///
/// - Parameters:
///   - x: the elements.
///   - y: as many elements.
/// - Returns: Σᵢ xᵢ yᵢ, of which every product is exact; 0 for no elements.
public func dotProduct(_ x: Span<Float>, _ y: Span<Float>) -> Double {
  dotProduct(x, y, from: 0)
}

/// The sum of the squared distances from a number, in double precision and a fixed order.
///
/// - Parameters:
///   - x: the elements.
///   - center: the number c.
/// - Returns: Σᵢ (xᵢ − c)²; 0 for no elements.
package func sumOfSquaredDistances(_ x: Span<Float>, from center: Float) -> Double {
  unsafe x.withUnsafeBufferPointer {
    unsafe blocks.pointee.squared_distances($0.baseAddress, Double(center), $0.count)
  }
}

/// The dot product with the distances from a number, in double precision and a fixed order.
///
/// - Parameters:
///   - x: the elements.
///   - y: as many elements.
///   - center: the number c.
/// - Returns: Σᵢ xᵢ (yᵢ − c); 0 for no elements.
package func dotProduct(_ x: Span<Float>, _ y: Span<Float>, from center: Float) -> Double {
  require(
    x.count == y.count,
    "dotProduct: both must have as many elements, but have \(x.count) and \(y.count)")
  return unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe blocks.pointee.products(x.baseAddress, y.baseAddress, Double(center), x.count)
    }
  }
}
