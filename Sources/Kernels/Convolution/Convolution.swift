internal import KernelShims

/// The sums of a two-dimensional convolution and of its gradients, over images that are read in place.
///
/// ```text
/// y[n, o, r, c] = Σ x[n, i, r · stride + u − padding, c · stride + v − padding] f[o, i, u, v]
/// ```
///
/// A group of a few images is laid out in planes with their padding; then the result is a matrix
/// product of which each row of the right operand is a run of the planes (`ImagePlanes`), so that no
/// patch is ever copied. How images are grouped, and so every bit, depends on the shapes only.
package struct Convolution: Sendable {
  /// The number of images.
  let batch: Int
  /// The channels, rows and columns of an image.
  let image: ImageExtents
  /// The channels, rows and columns of a result.
  let result: ImageExtents
  /// The rows and columns of a filter.
  let window: (rows: Int, columns: Int)
  let stride: Int
  let padding: Int

  /// - Parameters:
  ///   - images: the shape `[batch, inputs, height, width]`.
  ///   - filters: the shape `[outputs, inputs, height, width]`.
  ///   - stride: how far apart neighbouring windows are, in `1...`.
  ///   - padding: how many zeros are put around each image, in `0...`; the filters fit inside.
  package init(images: [Int], filters: [Int], stride: Int, padding: Int) {
    batch = images[0]
    image = ImageExtents(channels: images[1], height: images[2], width: images[3])
    window = (filters[2], filters[3])
    result = ImageExtents(
      channels: filters[0], height: (images[2] + 2 * padding - filters[2]) / stride + 1,
      width: (images[3] + 2 * padding - filters[3]) / stride + 1)
    self.stride = stride
    self.padding = padding
  }
}

extension Convolution {
  /// The number of places of a filter.
  var places: Int { image.channels * window.rows * window.columns }

  /// The number of threads that are worth waking.
  func threads(atMost threads: Int) -> Int {
    let work = batch * result.imageSize * places
    return Swift.max(1, Swift.min(threads, work / MatrixBlock.smallestShare))
  }

  /// How many images are worked on at once: enough to fill some register blocks, and few enough to leave
  /// work for several threads.
  func groupSize(plane: Int) -> Int {
    Swift.max(1, Swift.min(1024 / plane, batch / 8))
  }

  /// The planes of the images as the windows see them.
  var imagePlanes: ImagePlanes {
    // Zeros behind an image are those before the next. Strided windows have phases, which don't begin with the
    // same number of them.
    func shared(_ window: Int) -> Int { stride == 1 ? Swift.min(padding, window - 1) : 0 }
    let height = (image.height + 2 * padding + stride - 1) / stride - shared(window.rows)
    let pitch = (image.width + 2 * padding + stride - 1) / stride - shared(window.columns)
    return ImagePlanes(
      images: groupSize(plane: height * pitch), channels: image.channels,
      phases: (Swift.min(stride, window.rows), Swift.min(stride, window.columns)), step: stride,
      top: padding, left: padding, height: height, pitch: pitch)
  }

  /// Where the run of each place of a filter begins in the planes of the images.
  func offsets(in planes: ImagePlanes) -> Block<Int> {
    let offsets = Block<Int>(count: places)
    var offset = offsets.mutableSpan
    var place = 0
    for channel in 0..<image.channels {
      for u in 0..<window.rows {
        for v in 0..<window.columns {
          offset[place] =
            planes.start(channel, row: u % stride, column: v % stride)
            + u / stride * planes.pitch + v / stride
          place += 1
        }
      }
    }
    return offsets
  }

  /// How far windows reach over the end of the planes of images.
  var reach: Int {
    let planes = imagePlanes
    return (window.rows - 1) / stride * planes.pitch + (window.columns - 1) / stride
  }

  /// Runs `body` for each group of images, with its first image and the number of them.
  func forEachGroup(
    of size: Int, threads: Int, _ body: @Sendable (_ first: Int, _ count: Int) -> Void
  ) {
    let groups = (batch + size - 1) / size
    forEachInParallel(count: groups, threads: self.threads(atMost: threads)) { group in
      body(group * size, Swift.min(size, batch - group * size))
    }
  }
}

extension Convolution {
  /// Writes the results.
  ///
  /// - Parameters:
  ///   - images: the images x.
  ///   - filters: the filters f.
  ///   - bias: what is added to each channel of the result, if anything.
  ///   - results: the results y to write.
  ///   - threads: the largest number of threads.
  package func apply(
    _ images: StorageSlice, _ filters: StorageSlice, bias: StorageSlice?,
    into results: StorageSlice, threads: Int = processorCount
  ) {
    check(images, filters, results)
    let planes = imagePlanes
    let product = RunProduct(
      rows: result.channels, offsets: offsets(in: planes),
      count: (planes.images - 1) * planes.planeSize + (result.height - 1) * planes.pitch
        + result.width)
    let size = planes.count(reach: reach)
    forEachGroup(of: planes.images, threads: threads) { first, count in
      Workspace.withBorrowed(count: size + product.resultCount) { scratch in
        let (packed, sums) = unsafe (scratch.base, scratch.base + size)
        unsafe planes.pack(
          images.pointer + first * image.imageSize, count: count, image, into: packed, size: size)
        unsafe product.multiply(filters.pointer, packed, into: sums)
        unsafe planes.unpack(
          sums, stride: product.stride, rows: result.height, columns: result.width,
          place: ImagePlace(), into: results.pointer + first * result.imageSize, count: count,
          result, bias: bias?.pointer, accumulate: false)
      }
    }
  }

  func check(_ images: StorageSlice, _ filters: StorageSlice, _ results: StorageSlice) {
    require(
      images.range.count == batch * image.imageSize
        && filters.range.count == result.channels * places
        && results.range.count == batch * result.imageSize,
      "Convolution: images, filters and results need \(batch * image.imageSize), "
        + "\(result.channels * places) and \(batch * result.imageSize) elements, but have "
        + "\(images.range.count), \(filters.range.count) and \(results.range.count)")
  }
}

extension StorageSlice {
  /// The first element.
  var pointer: UnsafeMutablePointer<Float> { unsafe storage.base + range.lowerBound }
}

/// A matrix product of which a row of the right operand is a run that begins at an offset.
struct RunProduct: Sendable {
  /// The number of rows of the left operand and the result.
  let rows: Int
  /// Where each row of the right operand begins.
  let offsets: Block<Int>
  /// The number of columns that are needed.
  let count: Int

  /// The number of elements between rows of the result: whole register blocks.
  var stride: Int { (count + blockColumns - 1) / blockColumns * blockColumns }

  var resultCount: Int { rows * stride }

  /// Writes the product.
  ///
  /// The runs that a register block needs stay in the first-level cache for all rows of the left operand.
  func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>
  ) {
    let inner = offsets.count
    for first in Swift.stride(from: 0, to: inner, by: MatrixBlock.cached.inner) {
      let depth = Swift.min(MatrixBlock.cached.inner, inner - first)
      for column in Swift.stride(from: 0, to: stride, by: blockColumns) {
        forEachBlockOfRows(rows) { row, height in
          unsafe blocks.pointee.places(
            height, a + (row * inner + first), inner, b + column, offsets.base + first,
            c + (row * stride + column), stride, depth, first > 0)
        }
      }
    }
  }
}
