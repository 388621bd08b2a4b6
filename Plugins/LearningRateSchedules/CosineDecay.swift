import Foundation
public import Optimization

/// Falls from the peak to the end along half a cosine.
///
/// ```text
/// η(t) = end + (peak − end) · ((1 + cos(π · min(t − 1, steps) / steps)) / 2)^power
/// ```
///
/// ```swift
/// let schedule = CosineDecay(peak: 1, steps: 10, end: 0.1)
/// #expect(schedule.learningRate(at: 1) == 1)
/// #expect(schedule.learningRate(at: 11) == 0.1)
/// ```
///
/// - Source: Loshchilov and Hutter, 2017, equation 5 without restarts,
///   <https://arxiv.org/abs/1608.03983>.
/// - Differs: stays at the end when it is over, as optax's; PyTorch's goes on along the cosine and
///   rises again, which `risesAgain` asks for. The power is optax's.
/// - Edge cases: the first step has the peak; step `steps + 1` is the first with the end.
/// - Complexity: one cosine a step.
public struct CosineDecay: LearningRateSchedule {
  /// The first and largest learning rate, in `0...`.
  public let peak: Double

  /// The number of steps until the end, in `1...`.
  public let steps: Int

  /// The last learning rate, in `0 ... peak`.
  public let end: Double

  /// What the cosine's share is raised to, above 0.
  public let power: Double

  /// Whether it goes on along the cosine when it is over, up again and down again.
  public let risesAgain: Bool

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - peak: the first and largest learning rate, in `0...`.
  ///   - steps: the number of steps until the end, in `1...`.
  ///   - end: the last learning rate, in `0 ... peak`.
  ///   - power: what the cosine's share is raised to, above 0.
  ///   - risesAgain: whether it goes on along the cosine when it is over.
  public init(
    peak: Double, steps: Int, end: Double = 0, power: Double = 1, risesAgain: Bool = false
  ) {
    self.peak = peak
    self.steps = steps
    self.end = end
    self.power = power
    self.risesAgain = risesAgain
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("peak", peak, in: 0...), Rule("steps", Double(steps), in: 1...),
      Rule("end", end, in: 0...max(0, peak)), Rule("power", power, above: 0),
    ]
  }

  public func learningRate(at step: Int) -> Double {
    guard risesAgain || step <= steps else { return end }
    let share = (1 + cos(.pi * Double(step - 1) / Double(steps))) / 2
    return end + (peak - end) * (power == 1 ? share : pow(share, power))
  }

  public var peakLearningRate: Double? { peak }

  public func formula(_ t: String) -> String {
    let taken = risesAgain ? "(\(t) − 1)" : "min(\(t) − 1, \(steps))"
    let share = "(1 + cos(π·\(taken) / \(steps))) / 2"
    let fall = power == 1 ? share : "(\(share))^\(brief(power))"
    return end == 0
      ? "\(brief(peak))·\(fall)"
      : "(\(brief(end)) + (\(brief(peak)) − \(brief(end)))·\(fall))"
  }
}

extension LearningRateSchedule where Self == CosineDecay {
  /// Half a cosine from the peak to the end.
  public static func cosine(
    peak: Double, steps: Int, end: Double = 0, power: Double = 1, risesAgain: Bool = false
  ) -> Self {
    Self(peak: peak, steps: steps, end: end, power: power, risesAgain: risesAgain)
  }
}
