import Kernels

extension Tensor {
  /// The sum over all elements, or along some axes.
  ///
  /// ```swift
  /// let x = Tensor([[1, 2], [3, 4]])
  /// #expect(x.sum().scalar == 10)
  /// #expect(x.sum(along: 0).array == [4, 6])
  /// #expect(x.sum(along: -1, keepingAxes: true).shape == [2, 1])
  /// ```
  ///
  /// - Parameters:
  ///   - axes: the axes to sum along, in `-rank ..< rank`; none for all.
  ///   - keepingAxes: whether these axes stay, with extent 1.
  /// - Returns: a tensor of the remaining axes.
  public func sum(along axes: Int..., keepingAxes: Bool = false) -> Tensor {
    sum("sum", Reduction(shape, axes, "sum"), keepingAxes, factor: 1)
  }

  /// The mean over all elements, or along some axes.
  ///
  /// - Parameters:
  ///   - axes: the axes to average along, in `-rank ..< rank`; none for all.
  ///   - keepingAxes: whether these axes stay, with extent 1.
  /// - Returns: a tensor of the remaining axes.
  public func mean(along axes: Int..., keepingAxes: Bool = false) -> Tensor {
    let reduction = Reduction(shape, axes, "mean")
    return sum("mean", reduction, keepingAxes, factor: 1 / Float(reduction.count))
  }

  /// The variance over all elements, or along some axes: the mean squared distance from the mean.
  ///
  /// - Parameters:
  ///   - axes: the axes, in `-rank ..< rank`; none for all.
  ///   - keepingAxes: whether these axes stay, with extent 1.
  ///   - correction: what is subtracted from the number of elements before dividing by it, less than
  ///     that number: 0 for the variance of a population, 1 for the unbiased one of a sample.
  /// - Returns: a tensor of the remaining axes.
  public func variance(along axes: Int..., keepingAxes: Bool = false, correction: Int = 0) -> Tensor
  {
    let reduction = Reduction(shape, axes, "variance")
    require(
      correction < reduction.count, "variance",
      "the correction must be less than the \(reduction.count) elements, but is \(correction)")
    let mean = sum("mean", reduction, true, factor: 1 / Float(reduction.count))
    return (self - mean).squared().sum(
      "variance", reduction, keepingAxes, factor: 1 / Float(reduction.count - correction))
  }

  /// The largest element, or the largest along some axes.
  ///
  /// Where several elements are the largest, they share the gradient equally. Not a number, if it is
  /// among the elements, is the largest.
  ///
  /// - Parameters:
  ///   - axes: the axes, in `-rank ..< rank`; none for all.
  ///   - keepingAxes: whether these axes stay, with extent 1.
  /// - Returns: a tensor of the remaining axes.
  public func maximum(along axes: Int..., keepingAxes: Bool = false) -> Tensor {
    let reduction = Reduction(shape, axes, "maximum")
    let kept = reduction.keptShape
    return Tensor("maximum", shape: keepingAxes ? kept : reduction.shape, of: [self]) { y in
      reduceToMaximum(self.operand, to: Operand(slice: y, shape: kept))
    } pullback: { y in
      self.receive { into in
        let winners = Operand(slice: into, shape: self.shape)
        combine(self.operand, Operand(slice: y.value, shape: kept), into: winners) {
          $0 == $1 ? 1 : 0
        }
        withScratch(count: y.count) { scratch in
          let share = Operand(slice: scratch, shape: kept)
          reduce(winners, to: share)
          combine(Operand(slice: y.upstream, shape: kept), share, into: share) { $0 / $1 }
          combine(winners, share, into: winners) { $0 * $1 }
        }
      }
    }
  }

  /// The sum along axes that are computed.
  func sum(alongAxes axes: [Int]) -> Tensor {
    sum("sum", Reduction(shape, axes, "sum"), false, factor: 1)
  }

  /// The sum along axes, times a factor.
  private func sum(
    _ operation: String, _ reduction: Reduction, _ keepingAxes: Bool, factor: Float
  ) -> Tensor {
    let kept = reduction.keptShape
    return Tensor(operation, shape: keepingAxes ? kept : reduction.shape, of: [self]) { y in
      reduce(self.operand, to: Operand(slice: y, shape: kept))
      if factor != 1 { scale(y, by: factor) }
    } pullback: { y in
      self.receive { into in
        let g = Operand(slice: y.upstream, shape: kept)
        combine(g, g, into: Operand(slice: into, shape: self.shape)) { g, _ in factor * g }
      }
    }
  }
}

/// The shapes of a reduction along some axes.
struct Reduction {
  /// The remaining axes.
  let shape: [Int]

  /// All axes, the reduced ones with extent 1.
  let keptShape: [Int]

  /// How many elements are reduced to one.
  let count: Int

  /// - Parameters:
  ///   - source: the shape to reduce.
  ///   - axes: the axes to reduce; none for all.
  ///   - operation: the name, for messages.
  init(_ source: [Int], _ axes: [Int], _ operation: String) {
    let axes = axes.isEmpty ? Array(source.indices) : axes.map { source.axis($0, operation) }
    keptShape = source.indices.map { axes.contains($0) ? 1 : source[$0] }
    shape = source.indices.filter { !axes.contains($0) }.map { source[$0] }
    count = source.elementCount / keptShape.elementCount
  }
}

/// Finds the largest element over the axes that a smaller shape has extent 1 along.
private func reduceToMaximum(_ source: Operand, to target: Operand) {
  fill(target.slice, with: -.infinity)
  let strides = target.shape.strides(broadcastTo: source.shape)
  let rows = StridedLoops(shape: source.shape, first: strides, second: strides)
  let x = source.slice.span
  var y = target.slice.mutableSpan
  for row in rows {
    for i in 0..<rows.rowLength {
      let (candidate, position) = (x[row.position + i], row.first + i * rows.firstStep)
      if candidate > y[position] || candidate.isNaN { y[position] = candidate }
    }
  }
}
