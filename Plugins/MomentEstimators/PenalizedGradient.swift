import Optimization

/// Room for g + λ θ of a piece of a tile, for parts that mix the decay with the gradient.
struct PenalizedGradient {
  private var sums = InlineArray<256, Float>(repeating: 0)

  /// The largest number of elements in a piece.
  static let length = 256

  /// A piece of a tile, its gradient with the decay.
  ///
  /// - Parameters:
  ///   - range: the piece, of at most `length` elements.
  ///   - tile: the whole.
  ///   - decay: λ.
  /// - Returns: the piece.
  @_lifetime(&self, copy tile)
  mutating func piece(_ range: Range<Int>, of tile: borrowing Tile, decay: Float) -> Tile {
    let gradient = tile.gradient.extracting(range)
    let parameters = tile.parameters.extracting(range)
    var sum = sums.mutableSpan
    for i in gradient.indices { sum[i] = gradient[i] + decay * parameters[i] }
    return Tile(gradient: sums.span.extracting(0..<range.count), parameters: parameters)
  }
}
