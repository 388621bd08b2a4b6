/// The step size over time: η of the equation, a pure function of the step.
public protocol LearningRateSchedule: Component {
  /// The learning rate of a step.
  ///
  /// - Parameter step: t, from 1.
  /// - Returns: a number in `0...`.
  func learningRate(at step: Int) -> Double

  /// The largest learning rate, or nil where it isn't known; decay policies measure by it.
  var peakLearningRate: Double? { get }

  /// The function in mathematics.
  ///
  /// - Parameter t: the expression to write for the step, in parentheses where it is not one symbol.
  /// - Returns: an expression.
  func formula(_ t: String) -> String
}
