/// Rows of length 1 that are orthogonal and span, one after the other, what given rows span.
///
/// The Q of the QR decomposition of the transpose, up to signs: Gram-Schmidt, twice for each row. A row
/// that is nothing new is replaced by the first unit vector that is.
///
/// - Parameters:
///   - matrix: count × count numbers.
///   - count: the number of rows, in `0...`.
/// - Returns: count × count numbers.
public func orthonormalRows(_ matrix: [Double], count: Int) -> [Double] {
  require(count >= 0, "orthonormalRows: count must be in 0..., but is \(count)")
  require(
    matrix.count == count * count,
    "orthonormalRows: \(count) rows need \(count * count) numbers, but there are \(matrix.count)")
  var result: [Double] = []
  result.reserveCapacity(matrix.count)
  for i in 0..<count {
    let row = Array(matrix[(i * count)..<((i + 1) * count)])
    var next = remainder(of: row, result)
    var axis = 0
    while next == nil, axis < count {
      var unit = Array(repeating: 0.0, count: count)
      unit[axis] = 1
      next = remainder(of: unit, result)
      axis += 1
    }
    result += next ?? row
  }
  return result
}

/// What is left of a row beside orthonormal rows, at length 1; nil where that is rounding only.
private func remainder(of row: [Double], _ others: [Double]) -> [Double]? {
  let length = norm(row)
  var rest = row
  for _ in 0..<2 {
    for start in stride(from: 0, to: others.count, by: row.count) {
      var product = 0.0
      for k in row.indices { product += others[start + k] * rest[k] }
      for k in row.indices { rest[k] -= product * others[start + k] }
    }
  }
  let left = norm(rest)
  guard left > 1e-10 * length else { return nil }
  return rest.map { $0 / left }
}

private func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
