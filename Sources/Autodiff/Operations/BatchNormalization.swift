import Kernels

extension Tensor {
  /// Shifts and scales each channel to mean 0 and variance 1 over the batch, and then as learned.
  ///
  /// ```text
  /// y = scale · (x − mean x) / √(variance x + ε) + shift
  /// ```
  ///
  /// - Parameters:
  ///   - scale: of shape `[channels]`; this tensor is of shape `[batch, channels, …]`.
  ///   - shift: of shape `[channels]`.
  ///   - epsilon: ε, added to the variance, in `0...`.
  /// - Returns: a tensor of the same shape, and the mean and the variance (of a population) of each
  ///   channel, of shape `[channels]`, without a graph.
  /// - Source: Ioffe and Szegedy, 2015, Algorithm 1, <https://arxiv.org/abs/1502.03167>.
  public func batchNormalization(
    scale: Tensor, shift: Tensor, epsilon: Float = 1e-5
  ) -> (result: Tensor, mean: Tensor, variance: Tensor) {
    check(epsilon, [("scale", scale), ("shift", shift)])
    let channels = channelShape
    let statistics = ChannelStatistics(of: self, epsilon: epsilon)
    let result = Tensor("batchNormalization", shape: shape, of: [self, scale, shift]) { y in
      let y = Operand(slice: y, shape: self.shape)
      let (a, b) = (scale.value, shift.value)
      combine(
        statistics.standardized.operand, Operand(slice: a, shape: channels), into: y
      ) { $0 * $1 }
      combine(y, Operand(slice: b, shape: channels), into: y) { $0 + $1 }
    } pullback: { y in
      statistics.pull(y.upstreamOperand, to: self, scale: scale, shift: shift)
    }
    return (result, statistics.mean, statistics.variance)
  }

  /// Shifts and scales each channel by statistics that are known, and then as learned.
  ///
  /// - Parameters:
  ///   - mean: the mean of each channel, of shape `[channels]`.
  ///   - variance: the variance of each channel, of shape `[channels]`.
  ///   - scale: of shape `[channels]`; this tensor is of shape `[batch, channels, …]`.
  ///   - shift: of shape `[channels]`.
  ///   - epsilon: ε, added to the variance, in `0...`.
  /// - Returns: a tensor of the same shape.
  public func batchNormalization(
    mean: Tensor, variance: Tensor, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5
  ) -> Tensor {
    check(
      epsilon, [("mean", mean), ("variance", variance), ("scale", scale), ("shift", shift)])
    let factor = scale / (variance + epsilon).squareRoot()
    let offset = shift - mean * factor
    return self * factor.reshaped(channelShape) + offset.reshaped(channelShape)
  }

  /// The shape of one number for each channel that fits this tensor: `[channels, 1, …]`.
  fileprivate var channelShape: [Int] {
    [shape[1]] + [Int](repeating: 1, count: rank - 2)
  }

  private func check(_ epsilon: Float, _ tensors: [(name: String, tensor: Tensor)]) {
    require(epsilon >= 0, "batchNormalization", "epsilon must be in 0..., but is \(epsilon)")
    require(
      rank >= 2, "batchNormalization",
      "the tensor needs a batch and a channel axis, but its shape is \(shape)")
    for (name, tensor) in tensors {
      require(
        tensor.shape == [shape[1]], "batchNormalization",
        "the shape \(shape) needs a \(name) of shape [\(shape[1])], but it is \(tensor.shape)")
    }
  }
}

/// What a batch says about its channels, and its pullback.
private struct ChannelStatistics {
  /// The mean of each channel.
  let mean: Tensor
  /// The variance of each channel.
  let variance: Tensor
  /// The batch with mean 0 and variance 1 in each channel.
  let standardized: Tensor

  private let inverseDeviation: Tensor
  /// The number of elements of a channel.
  private let count: Float

  init(of batch: Tensor, epsilon: Float) {
    let channels = batch.channelShape
    let count = Float(batch.count / batch.shape[1])
    let numbers = withoutGradients {
      let axes = [0] + Array(2..<Swift.max(2, batch.rank))
      let mean = batch.sum(alongAxes: axes) / count
      let centered = batch - mean.reshaped(channels)
      let variance = centered.squared().sum(alongAxes: axes) / count
      let inverseDeviation = 1 / (variance + epsilon).squareRoot()
      return (mean, variance, inverseDeviation, centered * inverseDeviation.reshaped(channels))
    }
    (mean, variance, inverseDeviation, standardized) = numbers
    self.count = count
  }

  /// x̄ = scale / σ · (ȳ − mean ȳ − x̂ · mean (ȳ x̂)), for each channel.
  func pull(_ upstream: Operand, to batch: Tensor, scale: Tensor, shift: Tensor) {
    let channels = batch.channelShape
    withoutGradients {
      let g = Tensor(sharing: upstream.slice, shape: upstream.shape)
      let axes = [0] + Array(2..<Swift.max(2, batch.rank))
      let shiftGradient = g.sum(alongAxes: axes)
      let scaleGradient = (g * standardized).sum(alongAxes: axes)
      shift.receive(sharing: shiftGradient.value)
      scale.receive(sharing: scaleGradient.value)
      guard batch.requiresGradient else { return }
      let factor = (scale.detached() * inverseDeviation).reshaped(channels)
      let centered =
        g - (shiftGradient / count).reshaped(channels)
        - standardized * (scaleGradient / count).reshaped(channels)
      batch.receive(sharing: (centered * factor).value)
    }
  }
}
