import Components
import Optimization

/// A way of the penalty's gradient through Adam.
enum DecayRoute: String, CaseIterable {
  /// Into both moments.
  case coupled = "L2"
  /// Into the first moment.
  case first = "mixM"
  /// Into the second moment, and unaveraged into the step.
  case second = "mixV"
  /// Into neither, but scaled with the step.
  case scaled = "adaptW"
  /// Into moments of its own.
  case separate
  /// Past all of them.
  case decoupled

  /// The four that mix the penalty into none, one or both of the moments.
  static let mixing = [coupled, first, second, scaled]

  /// Adam with the penalty on this way.
  ///
  /// - Parameters:
  ///   - rate: λ, in `0...`.
  ///   - beta1: β₁.
  ///   - beta2: β₂.
  ///   - epsilon: ε.
  ///   - schedule: the learning rate.
  /// - Returns: the parts.
  func composition(
    _ rate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    schedule: any LearningRateSchedule
  ) -> Composition {
    let average: ExponentialAverage = .exponential(beta: beta1)
    let scale = Divided.rootMeanSquare(beta: beta2, epsilon: epsilon)
    let preconditioner: any Preconditioner =
      switch self {
      case .second: scale.measuringDecay()
      case .scaled: scale.scalingDecay()
      case .separate: scale.separatingDecay(beta1: beta1)
      case .coupled, .first, .decoupled: scale
      }
    return Composition(
      moments: self == .first ? average.withDecay() : average, preconditioner: preconditioner,
      decay: self == .coupled ? .coupled(rate) : .decoupled(rate),
      schedule: schedule)
  }

  /// What mixing in the first moment costs, less what mixing in the second does.
  ///
  /// - Parameter cost: what each of the four costs.
  /// - Returns: the difference of the two effects.
  static func firstLessSecond(_ cost: (DecayRoute) -> Double) -> Double {
    let (both, first, second, neither) = (
      cost(.coupled), cost(.first), cost(.second), cost(.scaled)
    )
    return (both + first - second - neither) / 2 - (both + second - first - neither) / 2
  }
}
