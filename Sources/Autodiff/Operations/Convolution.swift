import Kernels

extension Tensor {
  /// The two-dimensional convolution of images with filters, as neural networks mean it: a
  /// cross-correlation.
  ///
  /// ```text
  /// y[n, o, r, c] = Σ x[n, i, r · stride + u − padding, c · stride + v − padding] · filters[o, i, u, v]
  /// ```
  ///
  /// - Parameters:
  ///   - filters: of shape `[outputs, inputs, height, width]`; this tensor is of shape
  ///     `[batch, inputs, height, width]`.
  ///   - bias: what is added to each channel of the result, of shape `[outputs]`, if anything.
  ///   - stride: how far apart neighbouring results look, in `1...`.
  ///   - padding: how many zeros are put around each image, in `0...`.
  /// - Returns: a tensor of shape `[batch, outputs, height, width]`, where an extent `e` has become
  ///   `(e + 2 · padding − filter) / stride + 1`, rounded down.
  public func convolution2D(
    _ filters: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0
  ) -> Tensor {
    require(
      rank == 4 && filters.rank == 4 && shape[1] == filters.shape[1], "convolution2D",
      "the shapes \(shape) and \(filters.shape) must be [batch, inputs, height, width] and "
        + "[outputs, inputs, height, width]")
    let windows = Windows(
      shape, height: filters.shape[2], width: filters.shape[3], stride: stride, padding: padding,
      "convolution2D")
    let result = [shape[0], filters.shape[0], windows.rows, windows.columns]
    if let bias {
      require(
        bias.shape == [result[1]], "convolution2D",
        "\(result[1]) filters need a bias of shape [\(result[1])], but it is \(bias.shape)")
    }
    let convolution = Convolution(
      images: shape, filters: filters.shape, stride: stride, padding: padding)
    let operands = [self, filters] + (bias.map { [$0] } ?? [])
    return Tensor("convolution2D", shape: result, of: operands) { y in
      convolution.apply(self.value, filters.value, bias: bias?.value, into: y)
    } pullback: { y in
      filters.accumulate { into, accumulates in
        convolution.pullToFilters(y.upstream, self.value, into: into, accumulates: accumulates)
      }
      self.accumulate { into, accumulates in
        convolution.pullToImages(y.upstream, filters.value, into: into, accumulates: accumulates)
      }
      bias?.receive { into in Channels(y.shape).sum(y.upstream, into: into) }
    }
  }
}
