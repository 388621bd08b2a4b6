/// Walks a dense, row-major array together with two others that lie beside it with strides of their
/// own; a stride of 0 repeats or gathers.
///
/// Axes that all three arrays can walk as one are merged, so that the rows are as long as can be.
struct StridedLoops {
  /// A run of the innermost axis: where it starts in each array.
  struct Row {
    var position = 0
    var first = 0
    var second = 0
  }

  /// The extent of each merged axis; the last is the length of a row.
  private(set) var extents: [Int] = []
  private var firstStrides: [Int] = []
  private var secondStrides: [Int] = []

  /// The length of a row.
  let rowLength: Int
  /// How far apart the elements of a row are in the first array.
  let firstStep: Int
  /// How far apart the elements of a row are in the second array.
  let secondStep: Int

  private var index: [Int]
  private var row = Row()
  private var isDone = false

  /// - Parameters:
  ///   - shape: the shape of the dense array.
  ///   - first: the stride of the first array along each axis.
  ///   - second: the stride of the second.
  init(shape: [Int], first: [Int], second: [Int]) {
    for axis in shape.indices where shape[axis] > 1 {
      if let last = extents.indices.last,
        firstStrides[last] == first[axis] * shape[axis],
        secondStrides[last] == second[axis] * shape[axis]
      {
        extents[last] *= shape[axis]
        firstStrides[last] = first[axis]
        secondStrides[last] = second[axis]
      } else {
        extents.append(shape[axis])
        firstStrides.append(first[axis])
        secondStrides.append(second[axis])
      }
    }
    rowLength = extents.popLast() ?? 1
    firstStep = firstStrides.popLast() ?? 0
    secondStep = secondStrides.popLast() ?? 0
    index = [Int](repeating: 0, count: extents.count)
  }
}

extension StridedLoops: Sequence, IteratorProtocol {
  /// The next row.
  mutating func next() -> Row? {
    if isDone { return nil }
    let current = row
    row.position += rowLength
    var axis = extents.count - 1
    while axis >= 0 {
      index[axis] += 1
      row.first += firstStrides[axis]
      row.second += secondStrides[axis]
      if index[axis] < extents[axis] { return current }
      row.first -= firstStrides[axis] * extents[axis]
      row.second -= secondStrides[axis] * extents[axis]
      index[axis] = 0
      axis -= 1
    }
    isDone = true
    return current
  }
}

extension StridedLoops {
  /// Where each element of the dense array lies in the two others.
  var positions: [(Int, Int)] {
    flatMap { row in
      (0..<rowLength).map { (row.first + $0 * firstStep, row.second + $0 * secondStep) }
    }
  }
}
