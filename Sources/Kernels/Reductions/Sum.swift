// The terms that fill whole vectors are summed in 16 lanes, each in order; the lanes are summed in
// pairs; the terms that remain are summed in order, and added. So the tree depends on the number of
// terms only, and several vectors are worked on at a time.

/// The sum of all elements, in double precision and a fixed order.
///
/// - Parameter x: the elements.
/// - Returns: Σᵢ xᵢ; 0 for no elements.
public func sum(_ x: Span<Float>) -> Double {
  var lanes = SIMD16<Double>.zero
  var start = 0
  while start &+ 16 <= x.count {
    lanes += widened(x.vector(at: start))
    start &+= 16
  }
  var rest = 0.0
  for i in start..<x.count { rest += Double(x[i]) }
  return total(lanes) + rest
}

/// The sum of the squares of all elements, in double precision and a fixed order.
///
/// - Parameter x: the elements.
/// - Returns: Σᵢ xᵢ², of which every square is exact; 0 for no elements.
public func sumOfSquares(_ x: Span<Float>) -> Double {
  var lanes = SIMD16<Double>.zero
  var start = 0
  while start &+ 16 <= x.count {
    let elements = widened(x.vector(at: start))
    lanes += elements * elements
    start &+= 16
  }
  var rest = 0.0
  for i in start..<x.count { rest += Double(x[i]) * Double(x[i]) }
  return total(lanes) + rest
}

/// The dot product, in double precision and a fixed order.
///
/// - Parameters:
///   - x: the elements.
///   - y: as many elements.
/// - Returns: Σᵢ xᵢ yᵢ, of which every product is exact; 0 for no elements.
public func dotProduct(_ x: Span<Float>, _ y: Span<Float>) -> Double {
  require(
    x.count == y.count,
    "dotProduct: both must have as many elements, but have \(x.count) and \(y.count)")
  var lanes = SIMD16<Double>.zero
  var start = 0
  while start &+ 16 <= x.count {
    lanes += widened(x.vector(at: start)) * widened(y.vector(at: start))
    start &+= 16
  }
  var rest = 0.0
  for i in start..<x.count { rest += Double(x[i]) * Double(y[i]) }
  return total(lanes) + rest
}

/// The sum of the lanes: lane j with j + 8, then with j + 4, j + 2 and j + 1.
@inline(__always) private func total(_ lanes: SIMD16<Double>) -> Double {
  let eight = lanes.lowHalf + lanes.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}

/// The same numbers in double precision, in a form that becomes one instruction per register.
@inline(__always) private func widened(_ x: SIMD16<Float>) -> SIMD16<Double> {
  SIMD16(lowHalf: widened(x.lowHalf), highHalf: widened(x.highHalf))
}

@inline(__always) private func widened(_ x: SIMD8<Float>) -> SIMD8<Double> {
  SIMD8(lowHalf: SIMD4(x.lowHalf), highHalf: SIMD4(x.highHalf))
}

/// The sum of the squared distances from a number, in double precision and a fixed order.
///
/// - Parameters:
///   - x: the elements.
///   - center: the number c.
/// - Returns: Σᵢ (xᵢ − c)²; 0 for no elements.
package func sumOfSquaredDistances(_ x: Span<Float>, from center: Float) -> Double {
  let center = Double(center)
  var lanes = SIMD16<Double>.zero
  var start = 0
  while start &+ 16 <= x.count {
    let distances = widened(x.vector(at: start)) - center
    lanes += distances * distances
    start &+= 16
  }
  var rest = 0.0
  for i in start..<x.count {
    let distance = Double(x[i]) - center
    rest += distance * distance
  }
  return total(lanes) + rest
}

/// The sum, and the dot product with the distances from a number, in double precision and a fixed order.
///
/// - Parameters:
///   - x: the elements.
///   - y: as many elements.
///   - center: the number c.
/// - Returns: Σᵢ xᵢ and Σᵢ xᵢ (yᵢ − c); 0 for no elements.
package func sumAndProduct(
  _ x: Span<Float>, _ y: Span<Float>, from center: Float
) -> (sum: Double, product: Double) {
  require(
    x.count == y.count,
    "sumAndProduct: both must have as many elements, but have \(x.count) and \(y.count)")
  let center = Double(center)
  var sums = SIMD16<Double>.zero
  var products = SIMD16<Double>.zero
  var start = 0
  while start &+ 16 <= x.count {
    let elements = widened(x.vector(at: start))
    sums += elements
    products += elements * (widened(y.vector(at: start)) - center)
    start &+= 16
  }
  var (sum, product) = (0.0, 0.0)
  for i in start..<x.count {
    sum += Double(x[i])
    product += Double(x[i]) * (Double(y[i]) - center)
  }
  return (total(sums) + sum, total(products) + product)
}
