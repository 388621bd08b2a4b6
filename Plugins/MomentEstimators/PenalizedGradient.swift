import Optimization

/// Room for g + λ θ of a piece of a tile, for parts that mix the decay with the gradient.
struct PenalizedGradient {
  private var sums = InlineArray<256, Float>(repeating: 0)

  /// Hands on a tile in pieces that there is room for, their gradients with the decay.
  ///
  /// - Parameters:
  ///   - tile: the whole.
  ///   - decay: λ.
  ///   - direction: of the same elements.
  ///   - state: the arrays, for the same elements.
  ///   - body: takes a piece of each.
  mutating func forEachPiece(
    of tile: Tile, decay: Float, _ direction: inout MutableSpan<Float>, _ state: inout StateView,
    _ body: (inout MutableSpan<Float>, Tile, inout StateView) -> Void
  ) {
    for start in stride(from: 0, to: direction.count, by: sums.count) {
      let range = start..<min(start + sums.count, direction.count)
      let gradient = tile.gradient.extracting(range)
      let parameters = tile.parameters.extracting(range)
      var sum = sums.mutableSpan
      for i in gradient.indices { sum[i] = gradient[i] + decay * parameters[i] }
      let mixed = Tile(gradient: sums.span.extracting(0..<range.count), parameters: parameters)
      var part = direction.part(range)
      var partState = state.from(element: start)
      body(&part, mixed, &partState)
    }
  }
}
