/// A schedule that follows a metric that the training loop reports, such as the loss on data held out.
///
/// It is a schedule like any other until the first metric arrives. What it remembers of the metrics is
/// named numbers, which the optimizer keeps for it, and which its `rate` reads as symbols of those
/// names. Other schedules may stand inside, but it stands inside no other: the outermost schedule is the
/// one that is told.
public protocol MetricDrivenSchedule: LearningRateSchedule {
  /// The numbers to remember, and what they are before the first metric.
  var stateScalars: [StateScalar] { get }

  /// Takes a metric in.
  ///
  /// - Parameters:
  ///   - metric: what the training loop reports.
  ///   - state: the numbers declared, in order; what is written is kept.
  func observe(_ metric: Double, state: inout [Double])
}

extension MetricDrivenSchedule {
  /// The learning rate of a step, for tests.
  ///
  /// - Parameters:
  ///   - step: t, from 1.
  ///   - state: the numbers declared, in order; left out, those before the first metric.
  /// - Returns: a number in `0...`.
  public func learningRate(at step: Int, state: [Double]? = nil) -> Double {
    var symbols: [Formula: Double] = [.t: Double(step)]
    for (index, scalar) in stateScalars.enumerated() {
      symbols[.symbol(Formula.Symbol(scalar.name))] = state?[index] ?? scalar.initial
    }
    return rate.value(at: symbols)
  }
}

/// A named number that a schedule remembers, in double precision.
public struct StateScalar: Sendable, Hashable {
  /// The name, unique in the schedule.
  public let name: String

  /// The value before the first metric.
  public let initial: Double

  /// Creates the declaration of a number.
  public init(_ name: String, initial: Double = 0) {
    self.name = name
    self.initial = initial
  }
}

extension Bound {
  /// A schedule inside a part, where no metric reaches it, follows none.
  ///
  /// - Parameters:
  ///   - name: the property of the part.
  ///   - schedule: the schedule inside.
  /// - Returns: the bound.
  public static func followsNoMetric(
    _ name: String, _ schedule: @escaping @Sendable (Part) -> any LearningRateSchedule
  ) -> Bound {
    Bound(name, must: "follow no metric") { !(schedule($0) is any MetricDrivenSchedule) }
  }
}
