internal import KernelShims

extension Convolution {
  /// Writes the gradient by the images, or adds it: a convolution of the gradient by the results with
  /// the mirrored filters, for each phase of the images by itself.
  ///
  /// ```text
  /// x̄[n, i, r, c] = Σ ȳ[n, o, (r + padding − u) / stride, (c + padding − v) / stride] f[o, i, u, v]
  ///                 over the u and v for which both divisions leave nothing
  /// ```
  ///
  /// - Parameters:
  ///   - upstream: the gradient ȳ by the results.
  ///   - filters: the filters f.
  ///   - images: the gradient x̄ to write.
  ///   - accumulates: whether it is added to what is there.
  ///   - threads: the largest number of threads.
  package func pullToImages(
    _ upstream: StorageSlice, _ filters: StorageSlice, into images: StorageSlice,
    accumulates: Bool, threads: Int = processorCount
  ) {
    check(images, filters, upstream)
    let taps = Taps(
      rows: Phase.taps(window.rows, stride), columns: Phase.taps(window.columns, stride))
    // The row and column of a phase of the images that the first result belongs to.
    let origin = padding / stride
    let rows = (padding + image.height - 1) / stride - origin + 1
    let columns = (padding + image.width - 1) / stride - origin + 1
    let planes = upstreamPlanes(rows: rows, columns: columns, taps, origin: origin)
    let needed = (planes.images - 1) * planes.planeSize + (rows - 1) * planes.pitch + columns
    // Those in which the images have a row or column: no more than that, however far apart windows are.
    func seen(_ extent: Int) -> [Int] {
      (0..<Swift.min(stride, extent)).map { ($0 + padding) % stride }
    }
    let phases = seen(image.height).flatMap { row in
      seen(image.width).map { column in
        Phase(of: self, row: row, column: column, filters, taps, planes, count: needed)
      }
    }
    let reach = (taps.rows - 1) * planes.pitch + taps.columns - 1
    let size = planes.count(reach: reach)
    let sumsSize = phases[0].product.resultCount
    forEachGroup(of: planes.images, threads: threads) { first, count in
      Workspace.withBorrowed(count: size + sumsSize) { scratch in
        let (packed, sums) = unsafe (scratch.base, scratch.base + size)
        unsafe planes.pack(
          upstream.pointer + first * result.imageSize, count: count, result, into: packed,
          size: size)
        for phase in phases {
          if phase.isEmpty && accumulates { continue }
          if phase.isEmpty {
            unsafe sums.update(repeating: 0, count: sumsSize)
          } else {
            unsafe phase.product.multiply(phase.filters.base, packed, into: sums)
          }
          unsafe planes.unpack(
            sums, stride: phase.product.stride, rows: rows, columns: columns,
            place: ImagePlace(
              step: stride, row: origin * stride + phase.row - padding,
              column: origin * stride + phase.column - padding),
            into: images.pointer + first * image.imageSize, count: count, image, bias: nil,
            accumulate: accumulates)
        }
      }
    }
  }

  /// The planes of the gradient by the results as the mirrored filters see them for so many rows and
  /// columns of a phase.
  private func upstreamPlanes(
    rows: Int, columns: Int, _ taps: Taps, origin: Int
  ) -> ImagePlanes {
    let (top, left) = (taps.rows - 1 - origin, taps.columns - 1 - origin)
    // Zeros behind the results are those before the next, as many as both have.
    func extent(_ count: Int, _ taps: Int, from start: Int, _ results: Int) -> Int {
      let whole = count + taps - 1
      return whole - Swift.max(0, Swift.min(start, whole - start - results))
    }
    let height = extent(rows, taps.rows, from: top, result.height)
    let pitch = extent(columns, taps.columns, from: left, result.width)
    return ImagePlanes(
      images: groupSize(plane: height * pitch), channels: result.channels, top: top, left: left,
      height: height, pitch: pitch)
  }
}

/// The places of a filter that a phase sees at most.
private struct Taps {
  let rows: Int
  let columns: Int
}

/// The rows and columns of images that are a stride apart, and the part of the filters that they see.
private struct Phase: Sendable {
  let row: Int
  let column: Int
  /// The filters: a row for each channel of the images, of results and places.
  let filters: Storage
  let product: RunProduct

  /// Whether no place of the filters is seen.
  var isEmpty: Bool { product.offsets.count == 0 }

  /// How many of the places along an axis a phase sees at most.
  static func taps(_ window: Int, _ stride: Int) -> Int { (window + stride - 1) / stride }

  init(
    of convolution: Convolution, row: Int, column: Int, _ source: StorageSlice, _ taps: Taps,
    _ planes: ImagePlanes, count: Int
  ) {
    let (window, stride) = (convolution.window, convolution.stride)
    let (inputs, outputs) = (convolution.image.channels, convolution.result.channels)
    let us = Array(Swift.stride(from: row, to: window.rows, by: stride))
    let vs = Array(Swift.stride(from: column, to: window.columns, by: stride))
    let inner = outputs * us.count * vs.count
    let offsets = Block<Int>(count: inner)
    let filters = Storage(count: inputs * inner)
    var offset = offsets.mutableSpan
    var target = filters.mutableSpan
    let source = source.span
    var place = 0
    for output in 0..<outputs {
      for (i, u) in us.enumerated() {
        for (j, v) in vs.enumerated() {
          offset[place] =
            planes.start(output) + (taps.rows - 1 - i) * planes.pitch + taps.columns - 1 - j
          for input in 0..<inputs {
            target[input * inner + place] =
              source[((output * inputs + input) * window.rows + u) * window.columns + v]
          }
          place += 1
        }
      }
    }
    self.row = row
    self.column = column
    self.filters = filters
    product = RunProduct(rows: inputs, offsets: offsets, count: count)
  }
}

extension Convolution {
  /// Writes the gradient by the filters, or adds it: dot products of the gradient by the results with
  /// what each place of the filters sees.
  ///
  /// The images are summed in at most 16 parts, whose number depends on the shapes only, and the parts
  /// in order.
  ///
  /// - Parameters:
  ///   - upstream: the gradient ȳ by the results.
  ///   - images: the images x.
  ///   - filters: the gradient f̄ to write.
  ///   - accumulates: whether it is added to what is there.
  ///   - threads: the largest number of threads.
  package func pullToFilters(
    _ upstream: StorageSlice, _ images: StorageSlice, into filters: StorageSlice,
    accumulates: Bool, threads: Int = processorCount
  ) {
    check(images, filters, upstream)
    let planes = imagePlanes
    let dots = RunDots(of: self, planes)
    let groups = (batch + planes.images - 1) / planes.images
    let parts = Swift.min(groups, 16)
    let count = filters.range.count
    Workspace.withBorrowed(count: parts * count) { partial in
      forEachInParallel(count: parts, threads: self.threads(atMost: threads)) { part in
        let sums = unsafe partial.base + part * count
        unsafe sums.update(repeating: 0, count: count)
        for group in (groups * part / parts)..<(groups * (part + 1) / parts) {
          dots.add(
            group: group, upstream, images,
            to: StorageSlice(partial, (part * count)..<((part + 1) * count)))
        }
      }
      var into = filters.mutableSpan
      for part in 0..<parts {
        let sums = partial.span((part * count)..<((part + 1) * count))
        if part == 0 && !accumulates {
          for i in into.indices { into[i] = sums[i] }
        } else {
          for i in into.indices { into[i] += sums[i] }
        }
      }
    }
  }
}

/// The dot products of a group of images for the gradient by the filters.
private struct RunDots: Sendable {
  let convolution: Convolution
  let planes: ImagePlanes
  /// The planes of the gradient by the results: those of the images, with zeros where no result is.
  let upstreamPlanes: ImagePlanes
  let offsets: Block<Int>
  private let size: Int
  private let upstreamSize: Int

  /// The number of elements of a run that stay in the first-level cache for several rows and places.
  private static let piece = 1024

  init(of convolution: Convolution, _ planes: ImagePlanes) {
    self.convolution = convolution
    self.planes = planes
    upstreamPlanes = ImagePlanes(
      images: planes.images, channels: convolution.result.channels, top: 0, left: 0,
      height: planes.height, pitch: planes.pitch)
    offsets = convolution.offsets(in: planes)
    size = planes.count(reach: convolution.reach)
    upstreamSize = upstreamPlanes.count(reach: 0)
  }

  func add(
    group: Int, _ upstream: StorageSlice, _ images: StorageSlice, to sums: StorageSlice
  ) {
    let first = group * planes.images
    let count = Swift.min(planes.images, convolution.batch - first)
    let (image, result) = (convolution.image, convolution.result)
    Workspace.withBorrowed(count: size + upstreamSize) { scratch in
      let (packed, gradient) = unsafe (scratch.base, scratch.base + size)
      unsafe planes.pack(
        images.pointer + first * image.imageSize, count: count, image, into: packed, size: size)
      unsafe upstreamPlanes.pack(
        upstream.pointer + first * result.imageSize, count: count, result, into: gradient,
        size: upstreamSize)
      unsafe multiply(gradient, packed, into: sums.pointer)
    }
  }

  private func multiply(
    _ gradient: UnsafePointer<Float>, _ packed: UnsafePointer<Float>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    let (run, places, outputs) = (planes.run, offsets.count, convolution.result.channels)
    let (rows, width) = unsafe (blocks.pointee.dot_rows, blocks.pointee.dot_places)
    for start in stride(from: 0, to: run, by: Self.piece) {
      let length = Swift.min(Self.piece, run - start)
      for output in stride(from: 0, to: outputs, by: rows) {
        for place in stride(from: 0, to: places, by: width) {
          unsafe blocks.pointee.dots(
            Swift.min(rows, outputs - output), Swift.min(width, places - place),
            gradient + (output * run + start), run, packed + start, offsets.base + place,
            sums + (output * places + place), places, length)
        }
      }
    }
  }
}
