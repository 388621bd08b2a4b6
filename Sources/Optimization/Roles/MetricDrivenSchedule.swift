/// A schedule that follows a metric that the training loop reports, such as the loss on data held out.
///
/// It is a schedule like any other until the first metric arrives. What it remembers of the metrics is
/// named numbers, which the optimizer keeps for it. Other schedules may stand inside, but it stands
/// inside no other: the outermost schedule is the one that is told.
public protocol MetricDrivenSchedule: LearningRateSchedule {
  /// The numbers to remember, and what they are before the first metric.
  var stateScalars: [StateScalar] { get }

  /// Takes a metric in.
  ///
  /// - Parameters:
  ///   - metric: what the training loop reports.
  ///   - state: the numbers declared, in order; what is written is kept.
  func observe(_ metric: Double, state: inout [Double])

  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - step: t, from 1.
  ///   - state: the numbers declared, in order.
  /// - Returns: a number in `0...`.
  func learningRate(at step: Int, state: [Double]) -> Double
}

extension MetricDrivenSchedule {
  /// The learning rate of a step while no metric has arrived.
  public func learningRate(at step: Int) -> Double {
    learningRate(at: step, state: stateScalars.map(\.initial))
  }
}

extension LearningRateSchedule {
  /// The rules of a schedule that stands inside a part, where no metric reaches it: its own, and that it
  /// follows none.
  ///
  /// - Parameter name: the property of the part.
  /// - Returns: the rules.
  public func rules(inside name: String) -> [Rule] {
    rules + [Rule(name, must: "follow no metric", holds: !(self is any MetricDrivenSchedule))]
  }
}
