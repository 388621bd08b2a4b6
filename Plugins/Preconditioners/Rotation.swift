import Kernels
import Optimization

/// The bases of all axes of a parameter, in the block of its state.
///
/// For each axis: the matrices S of its blocks, and behind them Q, whose rows are the basis.
struct Rotation: Sendable {
  let axes: [UnfoldedAxis]
  let retention: Float
  let innovation: Float

  /// Where the first S is in the block of state.
  let start: Int

  /// Those arrays before it that have the parameter's shape, by their position.
  let wholeArrays: [Int]

  /// Where the matrices S of each axis begin; Q are behind them.
  private var starts: [Int] {
    var next = start
    return axes.map { axis in
      defer { next += 2 * axis.matrixCount }
      return next
    }
  }

  /// x ← Q x along every axis, or Qᵀ x.
  func rotate(_ x: inout MutableSpan<Float>, _ block: Span<Float>, back: Bool = false) {
    for (axis, start) in zip(axes, starts) {
      let count = axis.matrixCount
      let bases = block.extracting((start + count)..<(start + 2 * count))
      axis.multiply(&x, by: bases, transposed: back)
    }
  }

  /// S ← retention S + innovation G Gᵀ.
  func gather(_ gradient: Span<Float>, _ block: inout MutableSpan<Float>) {
    for (axis, start) in zip(axes, starts) {
      var squares = block.part(start..<(start + axis.matrixCount))
      axis.gather(gradient, into: &squares, retention: retention, innovation: innovation)
    }
  }

  /// Q: the eigenvectors of S.
  func choose(_ block: inout MutableSpan<Float>) {
    for (axis, start) in zip(axes, starts) {
      for (rows, range) in zip(axis.blocks, axis.matrixRanges) {
        let place = (start + range.lowerBound)..<(start + range.upperBound)
        let eigen = SymmetricEigendecomposition(block.span.extracting(place), count: rows.count)
        for (i, element) in eigen.vectors.enumerated() {
          block[place.lowerBound + axis.matrixCount + i] = Float(element)
        }
      }
    }
  }

  /// One power iteration: Q in the order of what its rows account for, and then the orthonormal rows
  /// of Q S.
  ///
  /// - Parameters:
  ///   - block: the block of state; the second moments in it follow the order.
  ///   - elements: the number of elements of the parameter.
  func turn(_ block: inout MutableSpan<Float>, elements: Int) {
    for (axis, start) in zip(axes, starts) {
      var order: [Int] = []
      for (rows, range) in zip(axis.blocks, axis.matrixRanges) {
        let squares = (start + range.lowerBound)..<(start + range.upperBound)
        let bases =
          (squares.lowerBound + axis.matrixCount)..<(squares.upperBound + axis.matrixCount)
        let turned = turnedBasis(
          block.span.extracting(bases), block.span.extracting(squares), count: rows.count)
        for i in 0..<bases.count { block[bases.lowerBound + i] = Float(turned.basis[i]) }
        order += turned.order.map { $0 + rows.lowerBound }
      }
      if order == Array(order.indices) { continue }
      for array in wholeArrays {
        var elements = block.part((array * elements)..<((array + 1) * elements))
        axis.reorder(&elements, order)
      }
    }
  }
}

/// The basis after one power iteration, and which row of the old one each of its rows continues; the old
/// one where squares have overflowed.
private func turnedBasis(
  _ basis: Span<Float>, _ squares: Span<Float>, count: Int
) -> (basis: [Double], order: [Int]) {
  guard squares.indices.allSatisfy({ squares[$0].isFinite }) else {
    return (basis.indices.map { Double(basis[$0]) }, Array(0..<count))
  }
  var products = Array(repeating: 0.0, count: count * count)
  for i in 0..<count {
    for k in 0..<count {
      let factor = Double(basis[i * count + k])
      for j in 0..<count { products[i * count + j] += factor * Double(squares[k * count + j]) }
    }
  }
  let shares = (0..<count).map { i in
    (0..<count).reduce(0) { $0 + products[i * count + $1] * Double(basis[i * count + $1]) }
  }
  let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
  let ordered = order.flatMap { products[($0 * count)..<(($0 + 1) * count)] }
  return (orthonormalRows(ordered, count: count), order)
}
