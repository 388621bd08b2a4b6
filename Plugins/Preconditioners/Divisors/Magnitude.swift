public import Optimization

/// Division by an estimate that is a size itself, and by a little more.
///
/// ```text
/// d ← d / (u + ε)
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 2 (Adamax), <https://arxiv.org/abs/1412.6980>.
/// - Differs: the paper has no ε; Keras has one here.
/// - Edge cases: with an ε of 0, a coordinate without any gradient so far may divide 0 by 0.
public struct Magnitude: Divisor {
  public static let name = "magnitude"

  public static let source = "Kingma and Ba, 2015, Algorithm 2 (Adamax)"

  /// What is added to the size, in the units of the gradient, in `0...`; Keras has 1e-7.
  public let epsilonOutside: Double

  public var bounds: [Bound<Self>] { [Bound(\.epsilonOutside, in: 0...)] }

  public func lines(dividingBy squares: any SquareEstimator) -> [Assignment] {
    let p = Numbers(self)
    return [.d ← .d / (squares.estimate + p.epsilonOutside)]
  }

  public func gain(dividingBy squares: any SquareEstimator) -> Formula? {
    1 / √Formula.mean(squares.square)
  }

  public var takesMagnitude: Bool { true }

  public func pass(
    at step: StepContext, dividingBy squares: any SquareEstimator
  ) -> any DivisorPass {
    MagnitudePass(self)
  }
}

struct MagnitudePass: DivisorPass {
  private let epsilon: Float

  init(_ magnitude: Magnitude) { epsilon = Float(magnitude.epsilonOutside) }

  func scaled(_ direction: Float, by kept: Float) -> Float { direction / (kept + epsilon) }
}

extension Divisor where Self == Magnitude {
  /// The size that is kept, and a little more: Adamax's.
  public static func magnitude(epsilonOutside: Double = 0) -> Self {
    Self(epsilonOutside: epsilonOutside).checked()
  }
}
