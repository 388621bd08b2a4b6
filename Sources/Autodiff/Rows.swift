import Kernels

/// The rows that the last axis of a dense array consists of.
struct Rows: Sendable {
  /// The number of rows.
  let count: Int

  /// The number of elements in a row.
  let length: Int

  /// Whether row i of each square matrix only sees columns 0 to i.
  let isCausal: Bool

  /// - Parameters:
  ///   - shape: the shape of the array, of one axis at least.
  ///   - operation: the name, for messages.
  ///   - isCausal: whether row i of each square matrix only sees columns 0 to i.
  init(_ shape: [Int], _ operation: String, isCausal: Bool = false) {
    guard let length = shape.last else { refuse(operation, "a scalar has no last axis") }
    self.length = length
    self.isCausal = isCausal
    count = shape.elementCount / length
  }
}

extension Rows {
  /// The fewest rows that are worth waking a thread for.
  private var smallestPart: Int { Swift.max(1, Autodiff.smallestPart / length) }

  /// Runs `body` for each row, in parallel if there are many.
  func forEach(_ body: @Sendable (Int) -> Void) {
    forEachPart(of: count, smallest: smallestPart) { part in
      for row in part { body(row) }
    }
  }

  /// Sums what each row contributes to some columns, in double precision.
  ///
  /// The rows are summed in at most 16 parts, whose number depends on the shape only, and the parts in
  /// order: the result does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - width: the number of sums.
  ///   - contribute: adds the contribution of a row.
  ///   - use: takes the sums.
  func sumColumns(
    _ width: Int, _ contribute: @Sendable (_ row: Int, _ to: inout MutableSpan<Double>) -> Void,
    _ use: (Span<Double>) -> Void
  ) {
    let parts = Swift.max(1, Swift.min(16, count / smallestPart))
    Workspace.withBorrowedDoubles(count: parts * width) { sums in
      forEachInParallel(count: parts) { part in
        var sum = sums.mutableSpan((part * width)..<((part + 1) * width))
        for i in sum.indices { sum[i] = 0 }
        for row in (count * part / parts)..<(count * (part + 1) / parts) { contribute(row, &sum) }
      }
      var total = sums.mutableSpan(0..<width)
      for part in 1..<Swift.max(1, parts) {
        let sum = sums.span((part * width)..<((part + 1) * width))
        for i in total.indices { total[i] += sum[i] }
      }
      use(sums.span(0..<width))
    }
  }

  /// Writes the sum of all rows.
  func sumRows(_ x: StorageSlice, into sums: StorageSlice) {
    sumColumns(length) { row, totals in
      let x = x.block(row, length)
      add(x.span, to: &totals)
    } _: { totals in
      var sums = sums.mutableSpan
      for i in sums.indices { sums[i] = Float(totals[i]) }
    }
  }

  /// The part of a row that it sees.
  func visible(_ row: Int) -> Range<Int> { 0..<(isCausal ? row % length + 1 : length) }
}

/// Writes e to the power of each element minus the largest.
///
/// - Returns: the largest, and the sum of the powers.
func exponentiateBelowLargest(
  _ x: Span<Float>, into y: inout MutableSpan<Float>
) -> (largest: Float, sum: Double) {
  let largest = maximum(x)
  for i in y.indices { y[i] = x[i] - largest }
  exponentiate(&y, first: y.count)
  return (largest, sum(y.span))
}
