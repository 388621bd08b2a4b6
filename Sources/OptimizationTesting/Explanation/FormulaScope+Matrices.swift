import Foundation
import Optimization

extension FormulaScope {
  /// What a function of matrices makes of its arguments; nil where there is no such function.
  ///
  /// ```text
  /// orthogonalized(x, n, a, b, c)   X ← aX + bXXᵀX + c(XXᵀ)²X, n times; X: rows by columns
  /// gram(x, n, r)                   GₖGₖᵀ for every axis k, in blocks of at most n; Gₖ has the positions
  ///                                 along axis k as rows; of parameters with at least r axes
  /// inverseRoot(S, ε)               (Sₖ + εI)^(−1/2r); r: the number of axes
  /// eigenvectors(S)                 those of Sₖ as rows, the largest eigenvalue first
  /// turned(Q, S)                    orthonormal rows of QₖSₖ, in the order of the diagonal of QₖSₖQₖᵀ
  /// reordered(x, Q, S)              x, along every axis in that order
  /// along(M, x)                     x, multiplied by Mₖ along every axis k; `alongTransposed` by Mₖᵀ
  /// ```
  func matrixFunction(_ name: String, _ arguments: [Quantity]) throws -> Quantity? {
    switch (name, arguments.count) {
    case ("orthogonalized", 5): return orthogonalized(arguments)
    case ("gram", 2): return gram(arguments[0], largestBlock: arguments[1], leastAxes: 1)
    case ("gram", 3):
      return gram(arguments[0], largestBlock: arguments[1], leastAxes: Int(arguments[2][0]))
    case ("inverseRoot", 2):
      return arguments[0].mapMatrices { matrix, axes in
        let (values, vectors) = matrix.eigen
        let powers = values.map { pow($0 + arguments[1][0], -0.5 / Double(axes)) }
        return SquareMatrix(count: matrix.count) { i, j in
          powers.indices.reduce(0) { $0 + powers[$1] * vectors[$1, i] * vectors[$1, j] }
        }
      }
    case ("eigenvectors", 1): return arguments[0].mapMatrices { matrix, _ in matrix.eigen.vectors }
    case ("turned", 2): return turned(arguments[0], arguments[1])
    case ("reordered", 3): return reordered(arguments[0], arguments[1], arguments[2])
    case ("along", 2): return along(arguments[0], arguments[1], transposed: false)
    case ("alongTransposed", 2): return along(arguments[0], arguments[1], transposed: true)
    case ("factored", 2...3):
      return Quantity(factored(arguments) { Array($0.indices.suffix(2)) })
    case ("factoredLongest", 2...3):
      return Quantity(
        factored(arguments) { shape in
          shape.indices.sorted { (shape[$0], $0) < (shape[$1], $1) }.suffix(2)
        })
    default: return nil
    }
  }

  /// Where each parameter lies.
  private var parameterRanges: [Range<Int>] {
    var start = 0
    return shapes.map { shape in
      defer { start += shape.reduce(1, *) }
      return start..<(start + shape.reduce(1, *))
    }
  }

  private func orthogonalized(_ arguments: [Quantity]) -> Quantity {
    let numbers = spread(arguments[0])
    let (a, b, c) = (arguments[2][0], arguments[3][0], arguments[4][0])
    return Quantity(
      zip(shapes, parameterRanges).flatMap { shape, range in
        let (rows, columns) = (shape.first ?? 1, shape.dropFirst().reduce(1, *))
        var x = Array(numbers[range])
        for _ in 0..<Int(arguments[1][0]) {
          let square = SquareMatrix(count: rows) { i, j in
            (0..<columns).reduce(0) { $0 + x[i * columns + $1] * x[j * columns + $1] }
          }
          let fourth = square * square
          let old = x
          for place in x.indices {
            let (row, column) = (place / columns, place % columns)
            x[place] = (0..<rows).reduce(a * old[place]) { sum, k in
              sum + (b * square[row, k] + c * fourth[row, k]) * old[k * columns + column]
            }
          }
          x = x.map(round)
        }
        return x
      })
  }
}

extension FormulaScope {
  private func gram(_ x: Quantity, largestBlock: Quantity, leastAxes: Int) -> Quantity {
    let axes = shapes.map { shape in
      guard shape.count >= leastAxes else { return [AxisMatrices]() }
      return shape.indices.map {
        AxisMatrices(shape, axis: $0, largestBlock: Int(largestBlock[0]))
      }
    }
    let numbers = spread(x)
    var result = Quantity([])
    result.axes = axes
    for (range, axes) in zip(parameterRanges, axes) {
      for axis in axes {
        let rows = (0..<axis.length).map { position in
          axis.places(at: position).map { numbers[range.lowerBound + $0] }
        }
        for block in axis.blocks {
          result.numbers +=
            SquareMatrix(count: block.count) { i, j in
              zip(rows[block.lowerBound + i], rows[block.lowerBound + j])
                .reduce(0) { $0 + $1.0 * $1.1 }
            }.numbers
        }
      }
    }
    return result
  }

  private func along(_ matrices: Quantity, _ x: Quantity, transposed: Bool) -> Quantity {
    var numbers = spread(x)
    matrices.forEachBlock { parameter, axis, block, matrix in
      let matrix = transposed ? matrix.transposed : matrix
      let start = parameterRanges[parameter].lowerBound
      let rows = block.map { axis.places(at: $0).map { start + $0 } }
      let old = numbers
      for (i, row) in rows.enumerated() {
        for (k, place) in row.enumerated() {
          numbers[place] = rows.indices.reduce(0) { $0 + matrix[i, $1] * old[rows[$1][k]] }
        }
      }
    }
    return Quantity(numbers)
  }

  private func turned(_ bases: Quantity, _ squares: Quantity) -> Quantity {
    var squares = squares.matrices[...]
    return bases.mapMatrices { basis, _ in
      guard let square = squares.popFirst() else { return basis }
      let product = basis * square
      let order = basis.order(for: square)
      return SquareMatrix(count: basis.count) { product[order[$0], $1] }.orthonormalRows
    }
  }

  private func reordered(_ x: Quantity, _ bases: Quantity, _ squares: Quantity) -> Quantity {
    var numbers = spread(x)
    var squares = squares.matrices[...]
    bases.forEachBlock { parameter, axis, block, basis in
      guard let square = squares.popFirst() else { return }
      let start = parameterRanges[parameter].lowerBound
      let old = numbers
      for (position, source) in zip(block, basis.order(for: square)) {
        let places = zip(axis.places(at: position), axis.places(at: block.lowerBound + source))
        for (place, other) in places { numbers[start + place] = old[start + other] }
      }
    }
    return Quantity(numbers)
  }
}

extension SquareMatrix {
  /// The rows of a basis by what they account for of a symmetric matrix, the most first.
  fileprivate func order(for square: SquareMatrix) -> [Int] {
    let shares = self * square * transposed
    return (0..<count).sorted { (shares[$1, $1], $0) < (shares[$0, $0], $1) }
  }
}

extension Quantity {
  /// Calls the body for every matrix, with the position of its parameter, its axis and its block.
  fileprivate func forEachBlock(_ body: (Int, AxisMatrices, Range<Int>, SquareMatrix) -> Void) {
    var start = 0
    for (parameter, axes) in (axes ?? []).enumerated() {
      for axis in axes {
        for block in axis.blocks {
          let end = start + block.count * block.count
          body(
            parameter, axis, block, SquareMatrix(Array(numbers[start..<end]), count: block.count))
          start = end
        }
      }
    }
  }

  /// All matrices.
  fileprivate var matrices: [SquareMatrix] {
    var result: [SquareMatrix] = []
    forEachBlock { _, _, _, matrix in result.append(matrix) }
    return result
  }

  /// The matrices, changed one by one; the change is told the number of axes of the parameter.
  fileprivate func mapMatrices(_ change: (SquareMatrix, Int) -> SquareMatrix) -> Quantity {
    var result = self
    guard let axes else { return result }
    result.numbers = []
    forEachBlock { parameter, _, _, matrix in
      result.numbers += change(matrix, axes[parameter].count).numbers
    }
    return result
  }
}
