public import Optimization

/// Multiplies the learning rates of a schedule by a number.
///
/// ```text
/// η(t) = factor · base(t)
/// ```
///
/// ```swift
/// let schedule = LinearDecay(from: 1, steps: 2).scaled(by: 0.5)
/// #expect((1...3).map(schedule.learningRate) == [0.5, 0.25, 0])
/// ```
///
/// - Source: none.
/// - Differs: nothing.
/// - Complexity: that of the base.
public struct ScaledSchedule<Base: LearningRateSchedule>: LearningRateSchedule {
  /// What is multiplied.
  public let base: Base

  /// The number, in `0...`.
  public let factor: Double

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - base: what is multiplied.
  ///   - factor: the number, in `0...`.
  public init(_ base: Base, by factor: Double) {
    self.base = base
    self.factor = factor
    requireValid()
  }

  public var rules: [Rule] { base.rules(inside: "base") + [Rule("factor", factor, in: 0...)] }

  public func learningRate(at step: Int) -> Double { factor * base.learningRate(at: step) }

  public var peakLearningRate: Double? { base.peakLearningRate.map { factor * $0 } }

  public func formula(_ t: String) -> String { "\(brief(factor))·\(base.formula(t))" }
}

extension LearningRateSchedule {
  /// The same schedule times a number.
  public func scaled(by factor: Double) -> ScaledSchedule<Self> {
    ScaledSchedule(self, by: factor)
  }
}
