/// The elements that a pass is working on, to read: a stretch of a group, or a whole parameter.
public struct Tile: ~Escapable {
  /// The gradient after the transforms, with the penalty of L2 decay.
  public let gradient: Span<Float>

  /// The values before the step.
  public let parameters: Span<Float>

  /// Creates a tile.
  ///
  /// - Parameters:
  ///   - gradient: the gradient of some elements.
  ///   - parameters: the values of the same elements.
  @inlinable
  @_lifetime(copy gradient, copy parameters)
  public init(gradient: Span<Float>, parameters: Span<Float>) {
    self.gradient = gradient
    self.parameters = parameters
  }
}
