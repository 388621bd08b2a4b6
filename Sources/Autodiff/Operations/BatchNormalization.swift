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
  /// - Returns: a tensor of the same shape; the mean and the variance (of a population) of each channel,
  ///   of shape `[channels]`, without a graph; and the number of elements of a channel.
  /// - Source: Ioffe and Szegedy, 2015, Algorithm 1, <https://arxiv.org/abs/1502.03167>.
  public func batchNormalization(
    scale: Tensor, shift: Tensor, epsilon: Float = 1e-5
  ) -> (result: Tensor, mean: Tensor, variance: Tensor, count: Int) {
    check(epsilon, [("scale", scale), ("shift", shift)])
    let channels = Channels(shape)
    let statistics = withoutGradients { ChannelStatistics(of: self, channels) }
    let result = Tensor("batchNormalization", shape: shape, of: [self, scale, shift]) { y in
      channels.standardize(
        self.value, statistics, epsilon, scale: scale.value, shift: shift.value, into: y)
    } pullback: { y in
      channels.pull(y.upstream, statistics, epsilon, to: self, scale: scale, shift: shift)
    }
    return (result, statistics.mean, statistics.variance, statistics.size)
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
    let factor = scale / (variance + epsilon).sqrt()
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

/// The planes that the channels of an array of shape `[batch, channels, …]` consist of.
struct Channels: Sendable {
  /// The number of channels.
  let count: Int
  /// The number of planes of a channel.
  let batch: Int
  /// The number of elements of a plane.
  let planeSize: Int

  /// - Parameter shape: of two axes at least.
  init(_ shape: [Int]) {
    (batch, count) = (shape[0], shape[1])
    planeSize = shape.elementCount / (batch * count)
  }

  /// The number of elements of a channel.
  var size: Int { batch * planeSize }

  /// Runs `body` for each channel, in parallel if they are large.
  func forEach(_ body: @Sendable (Int) -> Void) {
    forEachPart(of: count, smallest: Swift.max(1, smallestPart / size)) { part in
      for channel in part { body(channel) }
    }
  }

  /// Runs `body` for each plane of a channel.
  @inline(__always) func forEachPlane(of channel: Int, _ body: (Range<Int>) -> Void) {
    for image in 0..<batch {
      let start = (image * count + channel) * planeSize
      body(start..<(start + planeSize))
    }
  }

  /// Writes the sum of each channel, divided by a number.
  func sum(_ x: StorageSlice, over divisor: Int = 1, into sums: StorageSlice) {
    forEach { channel in
      var total = 0.0
      forEachPlane(of: channel) { total += Kernels.sum(x.part($0).span) }
      var sum = sums.part(channel..<(channel + 1)).mutableSpan
      sum[0] = Float(total / Double(divisor))
    }
  }
}

/// What a batch says about its channels; where several processes have a share of it, all of them.
private struct ChannelStatistics {
  /// The mean of each channel.
  let mean: Tensor
  /// The variance of each channel.
  let variance: Tensor
  /// The number of elements of a channel.
  let size: Int
  /// Adds up over the shares of the batch.
  let sum: Graph.BatchSum?

  init(of batch: Tensor, _ channels: Channels) {
    let (x, sum) = (batch.value, Graph.batchSum)
    let size = sum.map { Int($0([Double(channels.size)])[0]) } ?? channels.size
    let mean = Tensor(keeping: "batchNormalization", shape: [channels.count]) { mean in
      channels.sum(x, over: size, into: mean)
      mean.addUp(sum)
    }
    let means = mean.value
    variance = Tensor(keeping: "batchNormalization", shape: [channels.count]) { variance in
      channels.forEach { channel in
        let mean = means.span[channel]
        var total = 0.0
        channels.forEachPlane(of: channel) { plane in
          total += sumOfSquaredDistances(x.part(plane).span, from: mean)
        }
        var variance = variance.part(channel..<(channel + 1)).mutableSpan
        variance[0] = Float(total / Double(size))
      }
      variance.addUp(sum)
    }
    (self.mean, self.size, self.sum) = (mean, size, sum)
  }
}

extension StorageSlice {
  /// Replaces each number by its sum over all shares of the batch.
  fileprivate func addUp(_ sum: Graph.BatchSum?) {
    guard let sum else { return }
    let totals = sum(map(Double.init))
    var numbers = mutableSpan
    for i in numbers.indices { numbers[i] = Float(totals[i]) }
  }
}

extension Channels {
  /// y = scale · x̂ + shift, for each channel.
  fileprivate func standardize(
    _ x: StorageSlice, _ statistics: ChannelStatistics, _ epsilon: Float, scale: StorageSlice,
    shift: StorageSlice, into y: StorageSlice
  ) {
    let (means, variances) = (statistics.mean.value, statistics.variance.value)
    forEach { channel in
      let deviation = (Double(variances.span[channel]) + Double(epsilon)).squareRoot()
      let factor = Float(Double(scale.span[channel]) / deviation)
      let (mean, shift) = (means.span[channel], shift.span[channel])
      forEachPlane(of: channel) { plane in
        let x = x.part(plane)
        let input = x.span
        var y = y.part(plane).mutableSpan
        for i in y.indices { y[i] = (input[i] - mean) * factor + shift }
      }
    }
  }

  /// x̄ = scale / σ · (ȳ − mean ȳ − x̂ · mean (ȳ x̂)), for each channel.
  fileprivate func pull(
    _ upstream: StorageSlice, _ statistics: ChannelStatistics, _ epsilon: Float, to batch: Tensor,
    scale: Tensor, shift: Tensor
  ) {
    let (x, factors) = (batch.value, scale.value)
    let (means, variances) = (statistics.mean.value, statistics.variance.value)
    let (count, size) = (count, Double(statistics.size))
    // Σ ȳ of each channel, and then Σ ȳ x̂.
    withScratch(count: 2 * count) { sums in
      forEach { channel in
        let mean = means.span[channel]
        let deviation = (Double(variances.span[channel]) + Double(epsilon)).squareRoot()
        var (total, product) = (0.0, 0.0)
        forEachPlane(of: channel) { plane in
          let upstream = upstream.part(plane).span
          total += Kernels.sum(upstream)
          product += dotProduct(upstream, x.part(plane).span, from: mean)
        }
        var sums = sums.mutableSpan
        sums[channel] = Float(total)
        sums[count + channel] = Float(product / deviation)
      }
      shift.receive { into in copy(sums.part(0..<count).span, to: into) }
      scale.receive { into in copy(sums.part(count..<(2 * count)).span, to: into) }
      // Scale and shift have the gradients of this share, which are averaged with those of the others.
      sums.addUp(statistics.sum)
      batch.receive { into in
        forEach { channel in
          let mean = means.span[channel]
          let deviation = (Double(variances.span[channel]) + Double(epsilon)).squareRoot()
          let factor = Float(Double(factors.span[channel]) / deviation)
          let meanGradient = Float(Double(sums.span[channel]) / size)
          let slope = Float(Double(sums.span[count + channel]) / size / deviation)
          forEachPlane(of: channel) { plane in
            let (x, upstream) = (x.part(plane), upstream.part(plane))
            let (input, g) = (x.span, upstream.span)
            var into = into.part(plane).mutableSpan
            for i in into.indices {
              into[i] = factor * (g[i] - meanGradient - (input[i] - mean) * slope)
            }
          }
        }
      }
    }
  }
}
