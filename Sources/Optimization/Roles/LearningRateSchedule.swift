import Kernels

/// The step size over time: η of the equation, a formula of the step.
public protocol LearningRateSchedule: Component {
  /// The learning rate as a formula of `t`: a number in `0...`.
  var rate: Formula { get }

  /// The largest learning rate, or nil where it isn't known; decay policies measure by it.
  var peakLearningRate: Double? { get }
}

extension LearningRateSchedule {
  /// The learning rate of a step, for tests and charts; an optimizer compiles the formula once.
  ///
  /// - Parameter step: t, from 1.
  /// - Returns: a number in `0...`.
  public func learningRate(at step: Int) -> Double {
    require(step >= 1, "learningRate: the step must be in 1..., but is \(step)")
    return rate.value(at: [.t: Double(step)])
  }
}
