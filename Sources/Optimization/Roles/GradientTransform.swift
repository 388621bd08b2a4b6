/// Changes the gradient before anything sees it: T of the equation.
///
/// ```text
/// g ← T(g)
/// ```
///
/// Its lines are `g ← formula`, or `stop unless formula` and `refuse unless formula`, which end the step
/// where the formula is 0. A norm that they read is measured before the transform acts, in the scope
/// that the formula says. What multiplies the gradient by one number names it `c`,
/// `g ← g·min(1, 1 / norm(g)).named(.c)`, and needs no more than its line.
public protocol GradientTransform: StatefulComponent {
  /// What the transform does at this step to one parameter.
  func action(at step: StepContext) -> TransformAction
}

extension GradientTransform {
  /// Gradients are changed, not weighed: what a gradient of 1 becomes is 1.
  public var gain: Formula? { 1 }

  /// Multiplies the gradient by the number that the lines name `c`.
  public func action(at step: StepContext) -> TransformAction {
    let factor = step[.c]
    return factor == 1 ? .keep : .scale(factor)
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

  /// The name of the sum in formulas: `sum`, `groupSum` or `parameterSum`.
  var sumFunction: String {
    switch self {
    case .all: "sum"
    case .group: "groupSum"
    case .parameter: "parameterSum"
    }
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
