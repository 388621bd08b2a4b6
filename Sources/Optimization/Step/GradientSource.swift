import Kernels

/// What a transform does to the parameters of a group at a step.
enum TransformStage: Sendable {
  /// The same to all.
  case uniform(TransformAction)

  /// To each parameter something of its own.
  case perParameter([TransformAction])

  /// What it does to a parameter.
  func action(for parameter: Int) -> TransformAction {
    switch self {
    case .uniform(let action): action
    case .perParameter(let actions): actions[parameter]
    }
  }
}

/// Where the gradient of some elements comes from: the group's array, and what is to be done to it
/// before the moment estimator sees it.
struct GradientSource: Sendable {
  let gradients: Storage
  let values: Storage
  /// Where the group begins among the elements of all groups.
  let offset: Int
  let actions: [TransformAction]
  let penalty: (any DecayPass)?

  /// Whether the array holds what the moment estimator shall see.
  var isUnchanged: Bool { actions.isEmpty && penalty == nil }

  /// Writes the changed gradient of some elements.
  ///
  /// - Parameters:
  ///   - range: the elements, counted in the group.
  ///   - target: as many elements.
  ///   - state: the arrays of the decay policy, for the same elements.
  func load(_ range: Range<Int>, into target: inout MutableSpan<Float>, state: inout StateView) {
    let source = gradients.span(range)
    for i in source.indices { target[i] = source[i] }
    for action in actions {
      switch action {
      case .scale(let factor):
        let factor = Float(factor)
        for i in target.indices { target[i] *= factor }
      case .rewrite(let pass):
        pass.rewrite(&target, parameters: values.span(range), offset: offset + range.lowerBound)
      case .keep, .skipStep, .refuse:
        break
      }
    }
    penalty?.add(to: &target, parameters: values.span(range), state: &state)
  }
}
