/// The role of a part in the equation.
public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
  /// T, which changes the gradient first.
  case transform
  /// M, which averages gradients over time.
  case momentEstimator
  /// P, which rescales the direction.
  case preconditioner
  /// D, which shrinks the parameters.
  case decayPolicy
  /// η, the step size over time.
  case schedule

  /// The role of a part; nil for a component of none.
  package init?(of part: any Component) {
    switch part {
    case is any GradientTransform: self = .transform
    case is any MomentEstimator: self = .momentEstimator
    case is any Preconditioner: self = .preconditioner
    case is any DecayPolicy: self = .decayPolicy
    case is any LearningRateSchedule: self = .schedule
    default: return nil
    }
  }
}
