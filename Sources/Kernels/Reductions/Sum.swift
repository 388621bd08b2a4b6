/// The sum of all elements, in double precision and a fixed order.
///
/// - Parameter x: the elements.
/// - Returns: Σᵢ xᵢ; 0 for no elements.
public func sum(_ x: Span<Float>) -> Double {
  sumOfTerms(x.count) { Double(x[$0]) }
}

/// The sum of the squares of all elements, in double precision and a fixed order.
///
/// - Parameter x: the elements.
/// - Returns: Σᵢ xᵢ², of which every square is exact; 0 for no elements.
public func sumOfSquares(_ x: Span<Float>) -> Double {
  sumOfTerms(x.count) { Double(x[$0]) * Double(x[$0]) }
}

/// The dot product, in double precision and a fixed order.
///
/// - Parameters:
///   - x: the elements.
///   - y: as many elements.
/// - Returns: Σᵢ xᵢ yᵢ, of which every product is exact; 0 for no elements.
public func dotProduct(_ x: Span<Float>, _ y: Span<Float>) -> Double {
  precondition(
    x.count == y.count,
    "dotProduct: both must have as many elements, but have \(x.count) and \(y.count)")
  return sumOfTerms(x.count) { Double(x[$0]) * Double(y[$0]) }
}
