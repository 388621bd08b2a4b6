import Kernels

extension Tensor {
  /// Shifts and scales each row of the last axis to mean 0 and variance 1, and then each column as
  /// learned.
  ///
  /// ```text
  /// y = scale · (x − mean x) / √(variance x + ε) + shift
  /// ```
  ///
  /// - Parameters:
  ///   - scale: of shape `[width]`; this tensor is of shape `[…, width]`.
  ///   - shift: of shape `[width]`.
  ///   - epsilon: ε, added to the variance, in `0...`.
  /// - Returns: a tensor of the same shape.
  /// - Source: Ba, Kiros and Hinton, 2016, <https://arxiv.org/abs/1607.06450>; ε as in PyTorch.
  public func layerNormalization(scale: Tensor, shift: Tensor, epsilon: Float = 1e-5) -> Tensor {
    let rows = Rows(shape, "layerNormalization")
    require(epsilon >= 0, "layerNormalization", "epsilon must be in 0..., but is \(epsilon)")
    require(
      scale.shape == [rows.length] && shift.shape == [rows.length], "layerNormalization",
      "the shape \(shape) needs a scale and a shift of shape [\(rows.length)], but they are of "
        + "shapes \(scale.shape) and \(shift.shape)")
    let statistics = Tensor(
      keeping: "layerNormalization", shape: [rows.count, 2], value: { _ in })
    return Tensor("layerNormalization", shape: shape, of: [self, scale, shift]) { y in
      let (x, scale, shift) = (self.value, scale.value, shift.value)
      let kept = statistics.value
      rows.forEach { row in
        let x = x.block(row, rows.length)
        let statistics = RowStatistics(of: x.span, epsilon)
        statistics.save(in: kept.block(row, 2))
        statistics.standardize(x.span, scale.span, shift.span, into: y.block(row, rows.length))
      }
    } pullback: { y in
      let (x, g, kept) = (self.value, y.upstream, statistics.value)
      rows.pullToScaleAndShift(g, x, kept, scale, shift)
      let factors = scale.value
      self.receive { into in
        rows.forEach { row in
          let (x, g) = (x.block(row, rows.length), g.block(row, rows.length))
          RowStatistics(savedIn: kept.block(row, 2))
            .pull(g.span, x.span, factors.span, into: into.block(row, rows.length))
        }
      }
    }
  }
}

extension Rows {
  /// Hands scale and shift their shares of the gradient: Σ ȳ x̂ and Σ ȳ over all rows.
  fileprivate func pullToScaleAndShift(
    _ upstream: StorageSlice, _ x: StorageSlice, _ kept: StorageSlice, _ scale: Tensor,
    _ shift: Tensor
  ) {
    guard scale.requiresGradient || shift.requiresGradient else { return }
    sumColumns(2 * length) { row, sums in
      let (x, upstream) = (x.block(row, length), upstream.block(row, length))
      let (input, g) = (x.span, upstream.span)
      let statistics = RowStatistics(savedIn: kept.block(row, 2))
      for i in g.indices {
        sums[i] += Double(g[i] * statistics.standardized(input[i]))
        sums[length + i] += Double(g[i])
      }
    } _: { sums in
      for (index, tensor) in [scale, shift].enumerated() {
        tensor.receive { into in
          var into = into.mutableSpan
          for i in into.indices { into[i] = Float(sums[index * length + i]) }
        }
      }
    }
  }
}

/// The mean of a row, and one over its standard deviation.
private struct RowStatistics {
  private let mean: Float
  private let inverseDeviation: Float

  init(of x: Span<Float>, _ epsilon: Float) {
    mean = Float(sum(x) / Double(x.count))
    let variance = sumOfSquaredDistances(x, from: mean) / Double(x.count)
    inverseDeviation = Float(1 / (variance + Double(epsilon)).squareRoot())
  }

  init(savedIn slice: StorageSlice) {
    let numbers = slice.span
    (mean, inverseDeviation) = (numbers[0], numbers[1])
  }

  func save(in slice: StorageSlice) {
    var numbers = slice.mutableSpan
    (numbers[0], numbers[1]) = (mean, inverseDeviation)
  }

  @inline(__always) func standardized(_ x: Float) -> Float { (x - mean) * inverseDeviation }

  /// y = scale · x̂ + shift.
  func standardize(
    _ x: Span<Float>, _ scale: Span<Float>, _ shift: Span<Float>, into y: StorageSlice
  ) {
    var y = y.mutableSpan
    for i in y.indices { y[i] = standardized(x[i]) * scale[i] + shift[i] }
  }

  /// x̄ = (ḡ − mean ḡ − x̂ · mean (ḡ x̂)) / σ, where ḡ = ȳ · scale is the gradient by x̂.
  func pull(
    _ upstream: Span<Float>, _ x: Span<Float>, _ scale: Span<Float>, into gradient: StorageSlice
  ) {
    multiply(upstream, scale, into: gradient)
    let (count, inverse) = (Double(x.count), Double(inverseDeviation))
    let meanGradient = Float(sum(gradient.span) / count)
    let meanProduct = Float(dotProduct(gradient.span, x, from: mean) * inverse / count)
    var gradient = gradient.mutableSpan
    for i in gradient.indices {
      gradient[i] =
        inverseDeviation * (gradient[i] - meanGradient - standardized(x[i]) * meanProduct)
    }
  }
}

/// Writes the products of a row.
private func multiply(_ a: Span<Float>, _ b: Span<Float>, into target: StorageSlice) {
  var target = target.mutableSpan
  for i in target.indices { target[i] = a[i] * b[i] }
}
