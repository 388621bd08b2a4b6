internal import KernelShims

/// How a convolution lays out a few images, so that what one place of a filter sees of all windows is one
/// contiguous run.
///
/// Each channel is a plane with its padding around it, and the images of a group follow each other: the zeros
/// at the end of a row are those at the beginning of the next, and those below an image are those above the
/// next, so that there is less to compute.
/// Where windows are further apart than one, an image is dealt out to `step` × `step` planes, its
/// phases: neighbours in a plane are then `step` apart in the image. The runs go over the ends of rows
/// and planes: what is computed there is never looked at.
struct ImagePlanes {
  /// The number of images in a group.
  let images: Int
  /// The number of channels.
  let channels: Int
  /// The number of phases along rows and columns.
  var phases = (rows: 1, columns: 1)
  /// How far apart neighbours of a plane are in the image.
  var step = 1
  /// Which row and column of the image the first phase of a plane begins with, times −1.
  let top: Int
  let left: Int
  /// The number of rows of a plane.
  let height: Int
  /// The number of columns of a plane.
  let pitch: Int

  /// The number of elements of a plane.
  var planeSize: Int { height * pitch }

  /// The number of elements of a channel of a phase, of all images and whole vectors.
  var run: Int { (images * planeSize + dotLanes - 1) / dotLanes * dotLanes }

  /// Where a channel of a phase begins.
  func start(_ channel: Int, row: Int = 0, column: Int = 0) -> Int {
    ((row * phases.columns + column) * channels + channel) * run
  }

  /// The number of elements, with those behind the end that windows over the border read: zeros.
  func count(reach: Int) -> Int {
    phases.rows * phases.columns * channels * run + reach + blockColumns
  }
}

/// Images as they lie in a tensor of shape `[batch, channels, height, width]`.
struct ImageExtents {
  let channels: Int
  let height: Int
  let width: Int

  var planeSize: Int { height * width }
  var imageSize: Int { channels * planeSize }
}

/// The number of lanes of a dot product.
let dotLanes = Int(KERNEL_DOT_LANES)

extension ImagePlanes {
  /// Copies a group of images into planes, with zeros around them.
  ///
  /// - Parameters:
  ///   - source: the first of the images.
  ///   - count: the number of images, at most those of a group.
  ///   - extents: what an image is like.
  ///   - target: the planes, all of whose `size` elements are written.
  ///   - size: the number of elements of the planes.
  func pack(
    _ source: UnsafePointer<Float>, count: Int, _ extents: ImageExtents,
    into target: UnsafeMutablePointer<Float>, size: Int
  ) {
    unsafe target.update(repeating: 0, count: size)
    for phaseRow in 0..<phases.rows {
      for phaseColumn in 0..<phases.columns {
        let (y, x) = (phaseRow - top, phaseColumn - left)
        let rows = positions(step, from: y, in: extents.height, of: height)
        let columns = positions(step, from: x, in: extents.width, of: pitch)
        if rows.isEmpty || columns.isEmpty { continue }
        let first =
          (rows.lowerBound * step + y) * extents.width + columns.lowerBound * step + x
        for channel in 0..<channels {
          let plane = start(channel, row: phaseRow, column: phaseColumn)
          for image in 0..<count {
            let from =
              unsafe source + ((image * extents.channels + channel) * extents.planeSize + first)
            let to =
              unsafe target
              + (plane + image * planeSize + rows.lowerBound * pitch + columns.lowerBound)
            unsafe blocks.pointee.copy_runs(
              rows.count, from, step * extents.width, step, to, pitch, 1, columns.count, 0, false)
          }
        }
      }
    }
  }

  /// Copies what has been computed for a group to images, without what was computed over the ends.
  ///
  /// - Parameters:
  ///   - source: a run of results for each channel of the images.
  ///   - stride: how far apart the runs begin.
  ///   - rows: the number of rows of a plane that hold results.
  ///   - columns: the number of columns that do.
  ///   - place: the rows and columns of the image that the results belong to.
  ///   - target: the first of the images.
  ///   - count: the number of images.
  ///   - extents: what an image is like.
  ///   - bias: what is added to each channel, if anything.
  ///   - accumulate: whether the results are added.
  func unpack(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int, place: ImagePlace,
    into target: UnsafeMutablePointer<Float>, count: Int, _ extents: ImageExtents,
    bias: UnsafePointer<Float>?, accumulate: Bool
  ) {
    let step = place.step
    let rows = positions(step, from: place.row, in: extents.height, of: rows)
    let columns = positions(step, from: place.column, in: extents.width, of: columns)
    if rows.isEmpty || columns.isEmpty { return }
    let first =
      (rows.lowerBound * step + place.row) * extents.width + columns.lowerBound * step
      + place.column
    for channel in 0..<extents.channels {
      let offset = unsafe bias.map { unsafe $0[channel] } ?? 0
      for image in 0..<count {
        let from =
          unsafe source
          + (channel * stride + image * planeSize + rows.lowerBound * pitch + columns.lowerBound)
        let to = unsafe target + ((image * extents.channels + channel) * extents.planeSize + first)
        unsafe blocks.pointee.copy_runs(
          rows.count, from, pitch, 1, to, step * extents.width, step, columns.count, offset,
          accumulate)
      }
    }
  }
}

/// The rows and columns of an image that are `step` apart, from one on.
struct ImagePlace {
  var step = 1
  var row = 0
  var column = 0
}

/// The i below `count` for which i · step + start is in `0 ..< extent`.
private func positions(_ step: Int, from start: Int, in extent: Int, of count: Int) -> Range<Int> {
  let first = start >= 0 ? 0 : (step - 1 - start) / step
  let end = extent <= start ? 0 : Swift.min(count, (extent - 1 - start) / step + 1)
  return Swift.min(first, end)..<end
}
