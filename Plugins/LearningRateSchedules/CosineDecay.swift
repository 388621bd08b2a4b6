import Foundation
public import Optimization

/// Falls from the peak to the end along half a cosine.
///
/// ```text
/// η(t) = end + (peak − end) · (1 + cos(π · min(t − 1, steps) / steps)) / 2
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
/// - Differs: stays at the end when it is over; PyTorch's rises again.
/// - Edge cases: the first step has the peak; step `steps + 1` is the first with the end.
/// - Complexity: one cosine a step.
public struct CosineDecay: LearningRateSchedule {
  /// The first and largest learning rate, in `0...`.
  public let peak: Double

  /// The number of steps until the end, in `1...`.
  public let steps: Int

  /// The last learning rate, in `0 ... peak`.
  public let end: Double

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - peak: the first and largest learning rate, in `0...`.
  ///   - steps: the number of steps until the end, in `1...`.
  ///   - end: the last learning rate, in `0 ... peak`.
  public init(peak: Double, steps: Int, end: Double = 0) {
    self.peak = peak
    self.steps = steps
    self.end = end
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("peak", peak, in: 0...), Rule("steps", Double(steps), in: 1...),
      Rule("end", end, in: 0...max(0, peak)),
    ]
  }

  public func learningRate(at step: Int) -> Double {
    guard step <= steps else { return end }
    let progress = Double(step - 1) / Double(steps)
    return end + (peak - end) * (1 + cos(.pi * progress)) / 2
  }

  public var peakLearningRate: Double? { peak }

  public func formula(_ t: String) -> String {
    let fall = "(1 + cos(π·min(\(t) − 1, \(steps)) / \(steps))) / 2"
    return end == 0
      ? "\(brief(peak))·\(fall)"
      : "(\(brief(end)) + (\(brief(peak)) − \(brief(end)))·\(fall))"
  }
}

extension LearningRateSchedule where Self == CosineDecay {
  /// Half a cosine from the peak to the end.
  public static func cosine(peak: Double, steps: Int, end: Double = 0) -> Self {
    Self(peak: peak, steps: steps, end: end)
  }
}
