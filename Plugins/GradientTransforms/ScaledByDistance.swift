public import Optimization

/// Multiplies the gradient by the distance to the goal that the schedule estimates.
///
/// ```text
/// g ← g · D
/// ```
///
/// - Source: Mishchenko and Defazio, 2023, Algorithm 4 (Prodigy), <https://arxiv.org/abs/2306.06101>.
/// - Differs: nothing.
/// - Edge cases: goes only with a schedule that has a D, `ProdigyRate` or those of D-Adaptation. What a
///   gradient of 1 becomes is D, so that stable decay shrinks as it would without the transform.
/// - Complexity: none; the factor is part of the pass.
public struct ScaledByDistance: GradientTransform {
  public static let name = "scaledByDistance"
  public static let source = "Mishchenko and Defazio, 2023, Algorithm 4"

  /// Creates the transform.
  public init() {}

  public var lines: [Assignment] { [.g ← .g * Formula.D.named(.c)] }

  public var gain: Formula? { .D }
}

extension GradientTransform where Self == ScaledByDistance {
  /// The gradient times the distance that the schedule estimates.
  public static var scaledByDistance: Self { Self() }
}
