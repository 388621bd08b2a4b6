import Kernels

extension Tensor {
  /// The largest element of each window.
  ///
  /// Where several elements of a window are the largest, the first in reading order gets the gradient.
  ///
  /// - Parameters:
  ///   - window: the height and width of a window, in `1...`; this tensor is of shape
  ///     `[batch, channels, height, width]`.
  ///   - stride: how far apart neighbouring windows are, in `1...`; left out, the window.
  ///   - padding: how far windows reach over the border, in `0 ... window / 2`; nothing there counts.
  /// - Returns: a tensor of shape `[batch, channels, height, width]`, where an extent `e` has become
  ///   `(e + 2 · padding − window) / stride + 1`, rounded down.
  public func maximumPooling2D(_ window: Int, stride: Int? = nil, padding: Int = 0) -> Tensor {
    let pooling = Pooling(shape, window, stride, padding, "maximumPooling2D")
    // Positions in a plane are kept as `Float`s, which are exact up to there.
    require(
      pooling.planeSize <= 1 << 24, "maximumPooling2D",
      "an image may have \(1 << 24) elements a channel, but the shape is \(shape)")
    let winners = Tensor(keeping: "maximumPooling2D", shape: pooling.shape) { winners in
      pooling.forEachPlane(self.value, winners) { _, x, winners in
        pooling.findWinners(x, into: winners)
      }
    }
    return Tensor("maximumPooling2D", shape: pooling.shape, of: [self]) { y in
      let winners = winners.value
      pooling.forEachPlane(self.value, y) { plane, x, y in
        let places = winners.block(plane, pooling.resultSize)
        let (x, place) = (x.span, places.span)
        var y = y.mutableSpan
        for i in y.indices { y[i] = x[Int(place[i])] }
      }
    } pullback: { y in
      self.receive { into in
        fill(into, with: 0)
        let winners = winners.value
        pooling.forEachPlane(into, y.upstream) { plane, into, upstream in
          let places = winners.block(plane, pooling.resultSize)
          let (g, place) = (upstream.span, places.span)
          var into = into.mutableSpan
          for i in g.indices { into[Int(place[i])] += g[i] }
        }
      }
    }
  }

  /// The mean of each window; padding counts as zeros.
  ///
  /// - Parameters:
  ///   - window: the height and width of a window, in `1...`; this tensor is of shape
  ///     `[batch, channels, height, width]`.
  ///   - stride: how far apart neighbouring windows are, in `1...`; left out, the window.
  ///   - padding: how far windows reach over the border, in `0 ... window / 2`.
  /// - Returns: a tensor of shape `[batch, channels, height, width]`, where an extent `e` has become
  ///   `(e + 2 · padding − window) / stride + 1`, rounded down.
  public func averagePooling2D(_ window: Int, stride: Int? = nil, padding: Int = 0) -> Tensor {
    let pooling = Pooling(shape, window, stride, padding, "averagePooling2D")
    let factor = 1 / Float(window * window)
    return Tensor("averagePooling2D", shape: pooling.shape, of: [self]) { y in
      fill(y, with: 0)
      pooling.forEachPlane(self.value, y) { _, x, y in
        let x = x.span
        var y = y.mutableSpan
        pooling.forEachPair { i, source in y[i] += factor * x[source] }
      }
    } pullback: { y in
      self.receive { into in
        fill(into, with: 0)
        pooling.forEachPlane(into, y.upstream) { _, into, upstream in
          let g = upstream.span
          var into = into.mutableSpan
          pooling.forEachPair { i, source in into[source] += factor * g[i] }
        }
      }
    }
  }
}

/// Windows that slide over each channel by itself.
private struct Pooling: Sendable {
  let windows: Windows
  /// The shape of the result.
  let shape: [Int]
  /// The number of channels of all images.
  let planes: Int
  /// The number of elements of a channel of an image.
  let planeSize: Int
  /// The number of windows on a channel of an image.
  let resultSize: Int

  init(_ images: [Int], _ window: Int, _ stride: Int?, _ padding: Int, _ operation: String) {
    windows = Windows(
      images, height: window, width: window, stride: stride ?? window, padding: padding, operation)
    require(
      padding <= window / 2, operation,
      "padding must be in 0...\(window / 2) for a window of \(window), but is \(padding)")
    shape = [images[0], images[1], windows.rows, windows.columns]
    planes = images[0] * images[1]
    planeSize = images[2] * images[3]
    resultSize = windows.rows * windows.columns
  }

  /// Writes the position of the largest element of each window of a plane.
  func findWinners(_ plane: StorageSlice, into winners: StorageSlice) {
    let x = plane.span
    var winners = winners.mutableSpan
    for i in winners.indices {
      let (rows, columns) = seen(by: i)
      var winner = rows.lowerBound * windows.imageWidth + columns.lowerBound
      for row in rows {
        for column in columns {
          let position = row * windows.imageWidth + column
          if x[position] > x[winner] || x[position].isNaN { winner = position }
        }
      }
      winners[i] = Float(winner)
    }
  }

  /// Runs `body` for each plane of images and of results, in parallel if there are many.
  func forEachPlane(
    _ images: StorageSlice, _ results: StorageSlice,
    _ body: @Sendable (_ plane: Int, _ image: StorageSlice, _ result: StorageSlice) -> Void
  ) {
    let work = resultSize * windows.height * windows.width
    forEachPart(of: planes, smallest: Swift.max(1, smallestPart / work)) { part in
      for plane in part {
        body(plane, images.block(plane, planeSize), results.block(plane, resultSize))
      }
    }
  }

  /// Calls `body` with the index of each result of a plane and of each element that its window sees.
  @inline(__always)
  func forEachPair(_ body: (_ result: Int, _ source: Int) -> Void) {
    for i in 0..<resultSize {
      let (rows, columns) = seen(by: i)
      for row in rows {
        for column in columns { body(i, row * windows.imageWidth + column) }
      }
    }
  }

  /// The part of the plane that a window sees.
  private func seen(by window: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let row = window / windows.columns * windows.stride - windows.padding
    let column = window % windows.columns * windows.stride - windows.padding
    return (
      Swift.max(0, row)..<Swift.min(windows.imageHeight, row + windows.height),
      Swift.max(0, column)..<Swift.min(windows.imageWidth, column + windows.width)
    )
  }
}
