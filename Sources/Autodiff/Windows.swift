import Kernels

/// The windows that slide over the images of a batch, for convolutions and pooling.
struct Windows {
  /// The number of channels of an image.
  let channels: Int
  /// The number of rows of an image.
  let imageHeight: Int
  /// The number of columns of an image.
  let imageWidth: Int
  /// The number of rows of a window.
  let height: Int
  /// The number of columns of a window.
  let width: Int
  /// How far apart neighbouring windows are.
  let stride: Int
  /// How far windows reach over the border.
  let padding: Int

  /// - Parameters:
  ///   - images: the shape `[batch, channels, height, width]`.
  ///   - height: the number of rows of a window.
  ///   - width: the number of columns of a window.
  ///   - stride: how far apart neighbouring windows are.
  ///   - padding: how far windows reach over the border.
  ///   - operation: the name, for messages.
  init(
    _ images: [Int], height: Int, width: Int, stride: Int, padding: Int, _ operation: String
  ) {
    require(
      images.count == 4, operation,
      "images must be of shape [batch, channels, height, width], but are \(images)")
    require(stride >= 1, operation, "stride must be in 1..., but is \(stride)")
    require(padding >= 0, operation, "padding must be in 0..., but is \(padding)")
    (channels, imageHeight, imageWidth) = (images[1], images[2], images[3])
    require(
      height >= 1 && width >= 1 && height <= imageHeight + 2 * padding
        && width <= imageWidth + 2 * padding, operation,
      "windows of \(height) × \(width) do not fit images of shape \(images) with padding \(padding)"
    )
    (self.height, self.width, self.stride, self.padding) = (height, width, stride, padding)
  }

  /// The number of windows one below the other.
  var rows: Int { (imageHeight + 2 * padding - height) / stride + 1 }

  /// The number of windows one beside the other.
  var columns: Int { (imageWidth + 2 * padding - width) / stride + 1 }

  /// The number of elements that a window of all channels sees.
  var patchSize: Int { channels * height * width }
}

extension Windows {
  /// What the same place of all windows of a row of windows sees of the image.
  private struct Strip {
    /// Where it is in the patches.
    let positions: Range<Int>
    /// Where it is in the image, from the first element that is seen to the last.
    let seen: Range<Int>
  }

  /// Writes what all windows see, a column for a window, 0 for padding.
  func copyPatches(of image: StorageSlice, into patches: StorageSlice) {
    if padding > 0 { fill(patches, with: 0) }
    forEachStrip { strip in
      let patch = patches.part(strip.positions)
      if stride == 1 {
        copy(image.part(strip.seen).span, to: patch)
      } else {
        let x = image.part(strip.seen).span
        var y = patch.mutableSpan
        for i in y.indices { y[i] = x[i * stride] }
      }
    }
  }

  /// Adds what is in the patches to the places of the image that their windows see.
  func addPatches(_ patches: StorageSlice, to image: StorageSlice) {
    forEachStrip { strip in
      let patch = patches.part(strip.positions)
      if stride == 1 {
        add(patch, to: image.part(strip.seen))
      } else {
        let x = patch.span
        var y = image.part(strip.seen).mutableSpan
        for i in x.indices { y[i * stride] += x[i] }
      }
    }
  }

  @inline(__always)
  private func forEachStrip(_ body: (Strip) -> Void) {
    for place in 0..<patchSize {
      let (u, v) = (place / width % height, place % width)
      let seenColumns = inside(offset: v, extent: imageWidth, count: columns)
      if seenColumns.isEmpty { continue }
      for row in inside(offset: u, extent: imageHeight, count: rows) {
        let start = (place * rows + row) * columns
        let imageRow = place / (width * height) * imageHeight + row * stride + u - padding
        let seen = imageRow * imageWidth + seenColumns.lowerBound * stride + v - padding
        body(
          Strip(
            positions: (start + seenColumns.lowerBound)..<(start + seenColumns.upperBound),
            seen: seen..<(seen + (seenColumns.count - 1) * stride + 1)))
      }
    }
  }

  /// Which of the windows along an axis see the image, not padding, at an offset in the window.
  private func inside(offset: Int, extent: Int, count: Int) -> Range<Int> {
    // Window i sees position i · stride + offset − padding.
    let first = Swift.max(0, (padding - offset + stride - 1) / stride)
    let last = (extent - 1 + padding - offset) / stride
    let end = extent + padding - offset <= 0 ? 0 : Swift.min(count, last + 1)
    return Swift.min(first, end)..<end
  }
}
