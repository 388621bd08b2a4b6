public import Optimization

/// Goes from one learning rate to another in a straight line.
///
/// ```text
/// η(t) = start + (end − start) · min(t − 1, steps) / steps
/// ```
///
/// - Source: none; optax calls it `linear_schedule`.
/// - Differs: nothing.
/// - Edge cases: the first step has the start; step `steps + 1` and all later ones have the end.
/// - Complexity: none.
public struct LinearDecay: LearningRateSchedule {
  /// The first learning rate, in `0...`.
  public let start: Double

  /// The last learning rate, in `0...`.
  public let end: Double

  /// The number of steps until the end, in `1...`.
  public let steps: Int

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - start: the first learning rate, in `0...`.
  ///   - end: the last learning rate, in `0...`.
  ///   - steps: the number of steps until the end, in `1...`.
  public init(from start: Double, to end: Double = 0, steps: Int) {
    self.start = start
    self.end = end
    self.steps = steps
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("start", start, in: 0...), Rule("end", end, in: 0...),
      Rule("steps", Double(steps), in: 1...),
    ]
  }

  public func learningRate(at step: Int) -> Double {
    guard step <= steps else { return end }
    return start + (end - start) * Double(step - 1) / Double(steps)
  }

  public var peakLearningRate: Double? { max(start, end) }

  public func formula(_ t: String) -> String {
    "(\(brief(start)) + (\(brief(end)) − \(brief(start)))·min(\(t) − 1, \(steps)) / \(steps))"
  }
}

extension LearningRateSchedule where Self == LinearDecay {
  /// A straight line from one learning rate to another.
  public static func linear(from start: Double, to end: Double = 0, steps: Int) -> Self {
    Self(from: start, to: end, steps: steps)
  }
}
