public import Optimization

/// Goes up and down between two learning rates in straight lines.
///
/// ```text
/// n = up + down        c = ⌊(t − 1) / n⌋        k = t − 1 − c n
/// η(t) = low + (high − low) · min(k / up, (n − k) / down) · cycleFactorᶜ · stepFactorᵗ⁻¹
/// ```
///
/// ```swift
/// let schedule: CyclicRate = .cyclic(from: 0, to: 1, up: 2, down: 2, cycleFactor: 0.5)
/// #expect((1...8).map(schedule.learningRate) == [0, 0.5, 1, 0.5, 0, 0.25, 0.5, 0.25])
/// ```
///
/// - Source: Smith, 2017, section 3.1, <https://arxiv.org/abs/1506.01186>: *triangular* as it is,
///   *triangular2* with a cycle factor of ½, *exponential range* with a step factor.
/// - Differs: nothing.
/// - Edge cases: every cycle begins with the low rate; it never ends. With a step factor below 1 the
///   peak is not known, because no step has the high rate.
/// - Complexity: two powers a step.
public struct CyclicRate: LearningRateSchedule {
  public static let name = "cyclic"
  public static let source = "Smith, 2017"

  /// The smallest learning rate, in `0 ... high`.
  public let low: Double

  /// The largest learning rate of the first cycle, in `0...`.
  public let high: Double

  /// How many steps it goes up, in `1...`.
  public let up: Int

  /// How many steps it goes down, in `1...`.
  public let down: Int

  /// What the height is multiplied by from cycle to cycle, above 0 and at most 1.
  public let cycleFactor: Double

  /// What the height is multiplied by from step to step, above 0 and at most 1.
  public let stepFactor: Double

  public var bounds: [Bound<Self>] {
    [
      Bound(\.high, in: 0...), Bound(\.low, in: 0...max(0, high)), Bound(\.up, in: 1...),
      Bound(\.down, in: 1...), Bound(\.cycleFactor, in: 0...1),
      Bound(\.cycleFactor, above: 0), Bound(\.stepFactor, in: 0...1),
      Bound(\.stepFactor, above: 0),
    ]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let period = p.up + p.down
    let cycle = Formula.floor((.t - 1) / period)
    let taken = .t - 1 - period * cycle
    var height = (p.high - p.low) * .min(taken / p.up, (period - taken) / p.down)
    if cycleFactor < 1 { height = height * p.cycleFactor ** cycle }
    if stepFactor < 1 { height = height * p.stepFactor ** (.t - 1) }
    return p.low + height
  }

  public var peakLearningRate: Double? { stepFactor < 1 ? nil : high }
}

extension LearningRateSchedule where Self == CyclicRate {
  /// Up and down in straight lines.
  public static func cyclic(
    from low: Double, to high: Double, up: Int, down: Int, cycleFactor: Double = 1,
    stepFactor: Double = 1
  ) -> Self {
    Self(low: low, high: high, up: up, down: down, cycleFactor: cycleFactor, stepFactor: stepFactor)
      .checked()
  }
}
