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
  /// A row of the patches: what the same place of all windows of a row of windows sees.
  private struct Strip {
    /// Where the strip starts in the patches.
    let start: Int
    /// Which windows see the image there; the others see padding.
    let inside: Range<Int>
    /// Where window 0 of the strip sees the image.
    let imageStart: Int
  }

  /// Writes what all windows see, a column for a window, 0 for padding.
  func copyPatches(of image: StorageSlice, into patches: StorageSlice) {
    let x = image.span
    var y = patches.mutableSpan
    forEachStrip { strip in
      for i in 0..<strip.inside.lowerBound { y[strip.start + i] = 0 }
      for i in strip.inside { y[strip.start + i] = x[strip.imageStart + i * stride] }
      for i in strip.inside.upperBound..<columns { y[strip.start + i] = 0 }
    }
  }

  /// Adds what is in the patches to the places of the image that their windows see.
  func addPatches(_ patches: StorageSlice, to image: StorageSlice) {
    let x = patches.span
    var y = image.mutableSpan
    forEachStrip { strip in
      for i in strip.inside { y[strip.imageStart + i * stride] += x[strip.start + i] }
    }
  }

  @inline(__always)
  private func forEachStrip(_ body: (Strip) -> Void) {
    var start = 0
    for channel in 0..<channels {
      for u in 0..<height {
        for v in 0..<width {
          let seenColumns = inside(offset: v, extent: imageWidth, count: columns)
          let seenRows = inside(offset: u, extent: imageHeight, count: rows)
          for row in 0..<rows {
            let imageRow = channel * imageHeight + row * stride + u - padding
            body(
              Strip(
                start: start, inside: seenRows.contains(row) ? seenColumns : 0..<0,
                imageStart: imageRow * imageWidth + v - padding))
            start += columns
          }
        }
      }
    }
  }

  /// Which of the windows along an axis see the image, not padding, at an offset in the window.
  func inside(offset: Int, extent: Int, count: Int) -> Range<Int> {
    // Window i sees position i · stride + offset − padding.
    let first = Swift.max(0, (padding - offset + stride - 1) / stride)
    let last = (extent - 1 + padding - offset) / stride
    let end = extent + padding - offset <= 0 ? 0 : Swift.min(count, last + 1)
    return Swift.min(first, end)..<end
  }
}
