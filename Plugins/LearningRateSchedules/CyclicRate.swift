import Foundation
public import Optimization

/// Goes up and down between two learning rates in straight lines.
///
/// ```text
/// n = up + down        c = ⌊(t − 1) / n⌋        k = t − 1 − c n
/// η(t) = low + (high − low) · min(k / up, (n − k) / down) · cycleFactorᶜ · stepFactorᵗ⁻¹
/// ```
///
/// ```swift
/// let schedule = CyclicRate(from: 0, to: 1, up: 2, down: 2, cycleFactor: 0.5)
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

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - low: the smallest learning rate, in `0 ... high`.
  ///   - high: the largest learning rate of the first cycle, in `0...`.
  ///   - up: how many steps it goes up, in `1...`.
  ///   - down: how many steps it goes down, in `1...`.
  ///   - cycleFactor: above 0 and at most 1.
  ///   - stepFactor: above 0 and at most 1.
  public init(
    from low: Double, to high: Double, up: Int, down: Int, cycleFactor: Double = 1,
    stepFactor: Double = 1
  ) {
    self.low = low
    self.high = high
    self.up = up
    self.down = down
    self.cycleFactor = cycleFactor
    self.stepFactor = stepFactor
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("high", high, in: 0...), Rule("low", low, in: 0...max(0, high)),
      Rule("up", Double(up), in: 1...), Rule("down", Double(down), in: 1...),
      Rule("cycleFactor", cycleFactor, in: Double.leastNormalMagnitude...1),
      Rule("stepFactor", stepFactor, in: Double.leastNormalMagnitude...1),
    ]
  }

  /// The steps of a cycle; no run is longer than the longest.
  private var period: Int {
    let (sum, overflows) = up.addingReportingOverflow(down)
    return overflows ? .max : sum
  }

  public func learningRate(at step: Int) -> Double {
    let (cycle, taken) = (step - 1).quotientAndRemainder(dividingBy: period)
    let height = min(Double(taken) / Double(up), Double(period - taken) / Double(down))
    return low + (high - low) * height * pow(cycleFactor, Double(cycle))
      * pow(stepFactor, Double(step - 1))
  }

  public var peakLearningRate: Double? { stepFactor < 1 ? nil : high }

  public func formula(_ t: String) -> String {
    let cycle = "floor((\(t) − 1) / \(period))"
    let taken = "(\(t) − 1 − \(period)·\(cycle))"
    var terms = [
      "(\(brief(high)) − \(brief(low)))",
      "min(\(taken) / \(up), (\(period) − \(taken)) / \(down))",
    ]
    if cycleFactor < 1 { terms.append("\(brief(cycleFactor))^\(cycle)") }
    if stepFactor < 1 { terms.append("\(brief(stepFactor))^(\(t) − 1)") }
    return "(\(brief(low)) + \(terms.joined(separator: "·")))"
  }
}

extension LearningRateSchedule where Self == CyclicRate {
  /// Up and down in straight lines.
  public static func cyclic(
    from low: Double, to high: Double, up: Int, down: Int, cycleFactor: Double = 1,
    stepFactor: Double = 1
  ) -> Self {
    Self(from: low, to: high, up: up, down: down, cycleFactor: cycleFactor, stepFactor: stepFactor)
  }
}
