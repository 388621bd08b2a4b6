import Foundation
public import Optimization

/// Falls from the peak to the end along a power of the time left.
///
/// ```text
/// η(t) = end + (peak − end) · (1 − min(t − 1, steps) / steps)^power
/// ```
///
/// ```swift
/// let schedule = PolynomialDecay(peak: 1, steps: 4, power: 2)
/// #expect((1...6).map(schedule.learningRate) == [1, 0.5625, 0.25, 0.0625, 0, 0])
/// ```
///
/// - Source: Chen et al., 2017 (DeepLab), section 4.1, <https://arxiv.org/abs/1606.00915>; PyTorch's
///   `PolynomialLR`, optax's `polynomial_schedule`.
/// - Differs: nothing.
/// - Edge cases: the first step has the peak; step `steps + 1` and all later ones have the end.
/// - Complexity: one power a step.
public struct PolynomialDecay: LearningRateSchedule {
  /// The first and largest learning rate, in `0...`.
  public let peak: Double

  /// The number of steps until the end, in `1...`.
  public let steps: Int

  /// The power of the time left, above 0; 1 is a straight line.
  public let power: Double

  /// The last learning rate, in `0 ... peak`.
  public let end: Double

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - peak: the first and largest learning rate, in `0...`.
  ///   - steps: the number of steps until the end, in `1...`.
  ///   - power: above 0; DeepLab's is 0.9.
  ///   - end: the last learning rate, in `0 ... peak`.
  public init(peak: Double, steps: Int, power: Double, end: Double = 0) {
    self.peak = peak
    self.steps = steps
    self.power = power
    self.end = end
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("peak", peak, in: 0...), Rule("steps", Double(steps), in: 1...),
      Rule("power", power, above: 0), Rule("end", end, in: 0...max(0, peak)),
    ]
  }

  public func learningRate(at step: Int) -> Double {
    guard step <= steps else { return end }
    return end + (peak - end) * pow(1 - Double(step - 1) / Double(steps), power)
  }

  public var peakLearningRate: Double? { peak }

  public func formula(_ t: String) -> String {
    let fall = "(1 − min(\(t) − 1, \(steps)) / \(steps))^\(brief(power))"
    return end == 0
      ? "\(brief(peak))·\(fall)"
      : "(\(brief(end)) + (\(brief(peak)) − \(brief(end)))·\(fall))"
  }
}

extension LearningRateSchedule where Self == PolynomialDecay {
  /// A power of the time left.
  public static func polynomial(
    peak: Double, steps: Int, power: Double, end: Double = 0
  ) -> Self {
    Self(peak: peak, steps: steps, power: power, end: end)
  }
}
