public import Autodiff
import Kernels
public import Networks

/// A weight whose length doesn't matter, since it is taken out before anything sees it.
public struct ScaleInvariantWeight {
  /// The weight.
  public let parameter: Parameter

  /// The norm that takes its length out, but for the norm's ε; nil where the layer itself does, exactly.
  public let norm: (any Normalization)?

  /// ‖w‖².
  public var squaredLength: Double {
    let value = parameter.value
    return sumOfSquares(value.span)
  }

  /// Makes the weight longer and the norm's ε as much larger that the network stays the same function.
  ///
  /// - Parameter factor: what the weight is multiplied by, above 0.
  public func rescale(by factor: Float) {
    parameter.value.update(parameter.value.map { factor * $0 })
    if let norm { norm.epsilon *= factor * factor }
  }
}

@available(*, unavailable)
extension ScaleInvariantWeight: Sendable {}

/// A network that knows which of its weights have no length that matters.
protocol ScaleInvariantNetwork: Model {
  /// These weights, in the order of the layers.
  var scaleInvariantWeights: [ScaleInvariantWeight] { get }
}
