/// Two axes of a tensor that a second moment is factored over, and the others.
///
/// The elements are `outer` matrices of `rows` × `columns`; element [i, j] of matrix o is at
/// `start(o) + i · rowStride + j · columnStride`.
struct FactoredAxes {
  let rowAxis: Int
  let columnAxis: Int
  let rows: Int
  let columns: Int
  let rowStride: Int
  let columnStride: Int
  let outer: Int
  private let outerExtents: [Int]
  private let outerStrides: [Int]

  /// Chooses the axes of a shape.
  ///
  /// - Parameters:
  ///   - shape: the shape.
  ///   - choice: which two axes.
  ///   - smallest: how long both must be; nil is returned where they are not, or there are not two.
  init?(of shape: [Int], _ choice: Adafactor.Axes, smallest: Int) {
    guard shape.count > 1 else { return nil }
    var axes = Array(shape.indices.suffix(2))
    if choice == .longest {
      axes = shape.indices.sorted { (shape[$0], $0) < (shape[$1], $1) }.suffix(2)
    }
    (rowAxis, columnAxis) = (axes[0], axes[1])
    (rows, columns) = (shape[axes[0]], shape[axes[1]])
    guard min(rows, columns) >= smallest else { return nil }
    var strides = shape
    var next = 1
    for axis in shape.indices.reversed() {
      strides[axis] = next
      next *= shape[axis]
    }
    (rowStride, columnStride) = (strides[axes[0]], strides[axes[1]])
    let others = shape.indices.filter { !axes.contains($0) }
    outerExtents = others.map { shape[$0] }
    outerStrides = others.map { strides[$0] }
    outer = outerExtents.reduce(1, *)
  }

  /// Where a matrix begins.
  func start(_ matrix: Int) -> Int {
    var rest = matrix
    var start = 0
    for axis in outerExtents.indices.reversed() {
      start += rest % outerExtents[axis] * outerStrides[axis]
      rest /= outerExtents[axis]
    }
    return start
  }
}
