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
    let inverseDeviations = Tensor(
      keeping: "layerNormalization", shape: [rows.count], value: { _ in })
    let standardized = Tensor(keeping: "layerNormalization", shape: shape) { y in
      rows.standardize(value, into: y, inverseDeviations: inverseDeviations.value, epsilon)
    }
    return Tensor("layerNormalization", shape: shape, of: [self, scale, shift]) { y in
      rows.forEach(standardized.value, y) { x, y in
        let (x, scale, shift) = (x.span, scale.value.span, shift.value.span)
        var y = y.mutableSpan
        for i in y.indices { y[i] = x[i] * scale[i] + shift[i] }
      }
    } pullback: { y in
      scale.receive(reducing: self.shape) {
        multiply(y.upstream.span, standardized.value.span, into: $0)
      }
      shift.receive(reducing: y.upstreamOperand)
      self.receive { into in
        rows.pullThroughStandardization(
          y.upstream, scale.value, standardized.value, inverseDeviations.value, into: into)
      }
    }
  }
}

extension Rows {
  /// Writes each row with mean 0 and variance 1, and one over its standard deviation.
  fileprivate func standardize(
    _ x: StorageSlice, into y: StorageSlice, inverseDeviations: StorageSlice, _ epsilon: Float
  ) {
    var inverseDeviations = inverseDeviations.mutableSpan
    for row in 0..<count {
      let (x, y) = (x.block(row, length), y.block(row, length))
      let mean = Float(sum(x.span) / Double(length))
      copy(x.span, to: y)
      shift(y, by: -mean)
      let variance = sumOfSquares(y.span) / Double(length)
      let inverseDeviation = Float(1 / (variance + Double(epsilon)).squareRoot())
      scale(y, by: inverseDeviation)
      inverseDeviations[row] = inverseDeviation
    }
  }

  /// x̄ = (ḡ − mean ḡ − x̂ · mean (ḡ x̂)) / σ, for each row, where ḡ is the gradient by x̂.
  fileprivate func pullThroughStandardization(
    _ upstream: StorageSlice, _ scale: StorageSlice, _ standardized: StorageSlice,
    _ inverseDeviations: StorageSlice, into: StorageSlice
  ) {
    withScratch(count: length) { products in
      for row in 0..<count {
        let (x, gradient) = (standardized.block(row, length), into.block(row, length))
        multiply(upstream.block(row, length).span, scale.span, into: gradient)
        multiply(gradient.span, x.span, into: products)
        pullRow(
          gradient, x.span, meanProduct: Float(sum(products.span) / Double(length)),
          inverseDeviation: inverseDeviations.span[row])
      }
    }
  }
}

/// x̄ = (ḡ − mean ḡ − x̂ · mean (ḡ x̂)) / σ, where ḡ is in place of x̄.
private func pullRow(
  _ gradient: StorageSlice, _ x: Span<Float>, meanProduct: Float, inverseDeviation: Float
) {
  let meanGradient = Float(sum(gradient.span) / Double(gradient.range.count))
  var gradient = gradient.mutableSpan
  for i in gradient.indices {
    gradient[i] = inverseDeviation * (gradient[i] - meanGradient - x[i] * meanProduct)
  }
}
