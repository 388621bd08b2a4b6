import Kernels

/// Numbers with the shape they have.
struct Operand: Sendable {
  let slice: StorageSlice
  let shape: [Int]
}

extension Tensor {
  /// The value with its shape.
  var operand: Operand { Operand(slice: value, shape: shape) }
}

/// Writes `function(a, b)` for every element of the result, repeating what has fewer elements.
@inline(__always)
func combine(
  _ a: Operand, _ b: Operand, into result: Operand,
  _ function: @Sendable (Float, Float) -> Float
) {
  if a.shape == result.shape && b.shape == result.shape {
    let (x, y, z) = (a.slice, b.slice, result.slice)
    return forEachPart(of: z.range.count, smallest: smallestPart) { part in
      let (x, y) = (x.part(part), y.part(part))
      combineRow(x.span, y.span, z.part(part), function)
    }
  }
  let rows = StridedLoops(
    shape: result.shape, first: a.shape.strides(broadcastTo: result.shape),
    second: b.shape.strides(broadcastTo: result.shape))
  for row in rows {
    let x = a.slice.row(row.first, rows.rowLength, rows.firstStep)
    let y = b.slice.row(row.second, rows.rowLength, rows.secondStep)
    let z = result.slice.row(row.position, rows.rowLength, 1)
    combineRow(x.span, y.span, z, function)
  }
}

/// A row of `combine`: a repeated operand is one element.
@inline(__always)
private func combineRow(
  _ x: Span<Float>, _ y: Span<Float>, _ result: StorageSlice, _ function: (Float, Float) -> Float
) {
  var z = result.mutableSpan
  switch (x.count == z.count, y.count == z.count) {
  case (true, true):
    for i in z.indices { z[i] = function(x[i], y[i]) }
  case (true, false):
    let constant = y[0]
    for i in z.indices { z[i] = function(x[i], constant) }
  case (false, true):
    let constant = x[0]
    for i in z.indices { z[i] = function(constant, y[i]) }
  case (false, false):
    let constant = function(x[0], y[0])
    for i in z.indices { z[i] = constant }
  }
}

extension StorageSlice {
  /// The elements of a row: one where the row repeats it.
  fileprivate func row(_ start: Int, _ length: Int, _ step: Int) -> StorageSlice {
    part(start..<(start + (step == 0 ? 1 : length)))
  }
}

/// Sums an array over the axes that a smaller shape lacks or has extent 1 along.
///
/// Rows are summed in one fixed order and in double precision: the result does not depend on the number
/// of threads.
func reduce(_ source: Operand, to target: Operand) {
  let strides = target.shape.strides(broadcastTo: source.shape)
  let rows = StridedLoops(shape: source.shape, first: strides, second: strides)
  let count = target.slice.range.count
  Workspace.withBorrowedDoubles(count: count) { block in
    var totals = block.mutableSpan(0..<count)
    for i in totals.indices { totals[i] = 0 }
    for row in rows {
      let x = source.slice.part(row.position..<(row.position + rows.rowLength))
      if rows.firstStep == 0 {
        totals[row.first] += sum(x.span)
      } else {
        var part = block.mutableSpan(row.first..<(row.first + rows.rowLength))
        add(x.span, to: &part)
      }
    }
    var z = target.slice.mutableSpan
    for i in z.indices { z[i] = Float(totals[i]) }
  }
}

/// Adds numbers to others in double precision.
@inline(__always) func add(_ x: Span<Float>, to totals: inout MutableSpan<Double>) {
  for i in totals.indices { totals[i] += Double(x[i]) }
}

extension Tensor {
  /// Takes a contribution to the gradient of a result that this operand was repeated for.
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - write: writes the contribution to every element of the result.
  func receive(reducing shape: [Int], _ write: (StorageSlice) -> Void) {
    guard requiresGradient else { return }
    if shape == self.shape { return receive(write) }
    withScratch(count: shape.elementCount) { scratch in
      write(scratch)
      receive(reducing: Operand(slice: scratch, shape: shape))
    }
  }

  /// Takes a contribution to the gradient of a result that this operand was repeated for.
  func receive(reducing contribution: Operand) {
    if contribution.shape == shape { return receive(sharing: contribution.slice) }
    receive { into in reduce(contribution, to: Operand(slice: into, shape: self.shape)) }
  }
}
