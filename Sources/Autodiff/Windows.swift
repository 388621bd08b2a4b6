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
}
