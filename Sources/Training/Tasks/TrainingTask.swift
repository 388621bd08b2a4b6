public import Autodiff
import Kernels
package import Storing

/// A network and its data, ready to be trained: the property of one run, on one thread.
public protocol TrainingTask {
  /// What the optimizer moves: every parameter of the network, in groups.
  var groups: [ParameterGroup] { get }

  /// The number of batches in which all training examples are seen once.
  var stepsPerEpoch: Int { get }

  /// What the network keeps beside its parameters.
  var buffers: [Buffer] { get }

  /// Leaves so many batches out, as if gradients had been taken of them.
  mutating func skip(batches: Int)

  /// Computes the loss of the next batch, and leaves its gradient in the parameters.
  ///
  /// - Returns: the loss, without any penalty.
  mutating func takeGradient() -> Double

  /// Computes loss and gradient norm over a large, fixed part of the training examples, without any
  /// penalty, and leaves that gradient in the parameters.
  mutating func measureTraining() -> (loss: Double, gradientNorm: Double)

  /// Computes loss and share of mistakes, in `0...1`, over the test examples.
  mutating func measureTest() -> (loss: Double, error: Double)

  /// The weights whose length the network takes out again.
  var scaleInvariantWeights: [ScaleInvariantWeight] { get }

  /// Makes good what depends on weights that were changed by hand: running statistics become those of
  /// the measured training examples.
  mutating func settle()
}

extension TrainingTask {
  /// None.
  public var scaleInvariantWeights: [ScaleInvariantWeight] { [] }

  /// Does nothing: for networks without running statistics.
  public mutating func settle() {}
}

extension TrainingTask {
  /// What the network has learned.
  package var weights: Weights { Weights(groups.flatMap(\.parameters), buffers) }

  /// The norm of what is decayed: of the values of the groups whose decay multiplier is not 0.
  public var weightNorm: Double {
    groups.filter { $0.decayMultiplier > 0 }.reduce(0) { sum, group in
      let values = group.values
      return sum + sumOfSquares(values.span)
    }.squareRoot()
  }

  /// The norm of the gradients of all groups.
  public var gradientNorm: Double { Self.gradientNorm(of: groups) }

  /// The norm of the gradients of what is decayed, as `weightNorm` is that of the values.
  public var decayedGradientNorm: Double {
    Self.gradientNorm(of: groups.filter { $0.decayMultiplier > 0 })
  }

  private static func gradientNorm(of groups: [ParameterGroup]) -> Double {
    groups.reduce(0) { sum, group in
      sum + group.parameters.reduce(0) { $0 + ($1.gradient.map { sumOfSquares($0.span) } ?? 0) }
    }.squareRoot()
  }
}
