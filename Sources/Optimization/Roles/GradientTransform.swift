/// Changes the gradient before anything sees it: T of the equation.
///
/// ```text
/// g ← T(g)
/// ```
public protocol GradientTransform: StatefulComponent {
  /// Whose norm the transform has to know before it acts; nil where it needs none.
  var normScope: NormScope? { get }

  /// The transform in mathematics: a line `g ← expression`, or `stop unless expression` or
  /// `refuse unless expression`, which end the step where the expression is 0.
  var equation: String { get }

  /// What the transform does at this step to one parameter.
  ///
  /// - Parameters:
  ///   - step: the numbers of the step.
  ///   - scalars: the scalars declared, in order; what is written is kept if the step happens.
  /// - Returns: what it does.
  func action(at step: TransformContext, scalars: inout MutableSpan<Double>) -> TransformAction
}

extension GradientTransform {
  /// No norm.
  public var normScope: NormScope? { nil }

  /// What the transform does to a parameter that it has not seen before.
  public func action(at step: TransformContext) -> TransformAction {
    var scalars = stateScalars.map(\.initial)
    var kept = scalars.mutableSpan
    return action(at: step, scalars: &kept)
  }
}

/// Whose elements a norm is taken over.
public enum NormScope: String, Sendable, Hashable, Codable, CaseIterable {
  /// All elements of all groups that have a gradient: the global norm.
  case all

  /// The elements of the group.
  case group

  /// The elements of the parameter.
  case parameter

  /// The name of the norm in formulas: `norm`, `groupNorm` or `parameterNorm`.
  public var normFunction: String {
    switch self {
    case .all: "norm"
    case .group: "groupNorm"
    case .parameter: "parameterNorm"
    }
  }
}

/// What a transform may know of a step.
public struct TransformContext: Sendable {
  /// The number of the optimizer's step: t, from 1.
  public let step: Int

  /// The norm of the gradient as earlier transforms left it, in the scope asked for; else 0.
  public let norm: Double

  /// The parameter's shape, for transforms that see whole parameters or their norms; else empty.
  public let shape: [Int]

  /// Creates a context, for testing a transform by itself.
  public init(step: Int, norm: Double = 0, shape: [Int] = []) {
    self.step = step
    self.norm = norm
    self.shape = shape
  }
}

/// What a transform decides for a parameter at a step.
public enum TransformAction: Sendable {
  /// The gradient stays as it is.
  case keep

  /// The gradient is multiplied by a number.
  case scale(Double)

  /// The gradient is changed element by element, or as a whole parameter.
  case rewrite(any TransformPass)

  /// The whole step does not happen; the report gives the reason.
  case skipStep(String)

  /// The whole step is refused with an error that names the parameter and gives the reason.
  case refuse(String)
}

/// A gradient transform at one step.
public protocol TransformPass: Sendable {
  /// Changes the gradient in place.
  ///
  /// May be called more than once in a step; what it writes to the state is kept the last time only, so
  /// that every call finds the state of the last step.
  ///
  /// - Parameters:
  ///   - gradient: the elements to change.
  ///   - parameters: the values before the step.
  ///   - offset: the position of the first element among the elements of all groups.
  ///   - state: the arrays declared, for the same elements.
  func rewrite(
    _ gradient: inout MutableSpan<Float>, parameters: Span<Float>, offset: Int,
    state: inout StateView)
}
