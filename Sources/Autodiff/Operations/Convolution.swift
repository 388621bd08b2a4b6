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
  ///   - stride: how far apart neighbouring results look, in `1...`.
  ///   - padding: how many zeros are put around each image, in `0...`.
  /// - Returns: a tensor of shape `[batch, outputs, height, width]`, where an extent `e` has become
  ///   `(e + 2 · padding − filter) / stride + 1`, rounded down.
  public func convolution2D(_ filters: Tensor, stride: Int = 1, padding: Int = 0) -> Tensor {
    require(
      rank == 4 && filters.rank == 4 && shape[1] == filters.shape[1], "convolution2D",
      "the shapes \(shape) and \(filters.shape) must be [batch, inputs, height, width] and "
        + "[outputs, inputs, height, width]")
    let windows = Windows(
      shape, height: filters.shape[2], width: filters.shape[3], stride: stride, padding: padding,
      "convolution2D")
    let outputs = filters.shape[0]
    let result = [shape[0], outputs, windows.rows, windows.columns]
    let convolution = Convolution(windows: windows, batch: shape[0], outputs: outputs)
    return Tensor("convolution2D", shape: result, of: [self, filters]) { y in
      convolution.apply(self.value, filters.value, into: y)
    } pullback: { y in
      filters.accumulate { into, accumulates in
        convolution.pullToFilters(
          y.upstream, self.value, into: into, accumulates: accumulates)
      }
      self.receive { into in convolution.pullToImages(y.upstream, filters.value, into: into) }
    }
  }
}

/// A convolution as one matrix product for each image: of the filters, each a row, with the patches
/// that the filters see, each a column.
private struct Convolution {
  let windows: Windows
  let batch: Int
  let outputs: Int

  private var positions: Int { windows.rows * windows.columns }
  private var imageSize: Int { windows.channels * windows.imageHeight * windows.imageWidth }
  private var resultSize: Int { outputs * positions }

  func apply(_ images: StorageSlice, _ filters: StorageSlice, into result: StorageSlice) {
    withScratch(count: windows.patchSize * positions) { patches in
      for image in 0..<batch {
        windows.copyPatches(of: images.block(image, imageSize), into: patches)
        store(
          filters, transposed: false, patches, transposed: false,
          into: result.block(image, resultSize), rows: outputs, columns: positions,
          inner: windows.patchSize)
      }
    }
  }

  func pullToFilters(
    _ upstream: StorageSlice, _ images: StorageSlice, into: StorageSlice, accumulates: Bool
  ) {
    withScratch(count: windows.patchSize * positions) { patches in
      for image in 0..<batch {
        windows.copyPatches(of: images.block(image, imageSize), into: patches)
        store(
          upstream.block(image, resultSize), transposed: false, patches, transposed: true,
          into: into, rows: outputs, columns: windows.patchSize, inner: positions,
          accumulates: accumulates || image > 0)
      }
    }
  }

  func pullToImages(_ upstream: StorageSlice, _ filters: StorageSlice, into: StorageSlice) {
    fill(into, with: 0)
    withScratch(count: windows.patchSize * positions) { patches in
      for image in 0..<batch {
        store(
          filters, transposed: true, upstream.block(image, resultSize), transposed: false,
          into: patches, rows: windows.patchSize, columns: positions, inner: outputs)
        windows.addPatches(patches, to: into.block(image, imageSize))
      }
    }
  }
}
