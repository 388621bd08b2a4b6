public import Optimization

private let ε: Formula = "ε"

/// Division by the root of the estimate, and by a little more in proportion to the distance that the
/// schedule estimates.
///
/// ```text
/// d ← d / (√v + D′ ε)
/// ```
///
/// - Source: Mishchenko and Defazio, 2023, Algorithm 4 (Prodigy), <https://arxiv.org/abs/2306.06101>.
/// - Differs: D′ is that of the next step, which the gradient of this one is in already, as in the authors'
///   code.
/// - Edge cases: goes only with a schedule that has a D. Gradients that `ScaledByDistance` has multiplied
///   have an estimate of D² v, beside which ε counts as in Adam. Nothing is corrected for its start.
public struct DistanceRoot: Divisor {
  public static let name = "distanceRoot"

  public static let source = "Mishchenko and Defazio, 2023, Algorithm 4"

  /// ε, in the units of the gradient, in `0...`; the authors' default is 1e-8.
  public let epsilon: Double

  public var bounds: [Bound<Self>] { [Bound(\.epsilon, in: 0...)] }

  public func lines(dividingBy squares: any SquareEstimator) -> [Assignment] {
    let outside = (.nextD * Numbers(self).epsilon).named(ε)
    return [.d ← .d / (√squares.estimate + outside)]
  }

  public func gain(dividingBy squares: any SquareEstimator) -> Formula? {
    1 / √Formula.mean(squares.square)
  }

  public func pass(
    at step: StepContext, dividingBy squares: any SquareEstimator
  ) -> any DivisorPass {
    RootPass(self, at: step)
  }
}

extension RootPass {
  /// The pass at the distance of a step.
  init(_ root: DistanceRoot, at step: StepContext) { self.init(epsilon: step[ε]) }
}

extension Divisor where Self == DistanceRoot {
  /// The root of the estimate, and a little more in proportion to the distance that the schedule estimates.
  public static func distanceRoot(epsilon: Double = 1e-8) -> Self {
    Self(epsilon: epsilon).checked()
  }
}
