import Foundation
public import Optimization

/// Falls by the same factor in every stretch of steps.
///
/// ```text
/// η(t) = peak · factor^((t − 1) / steps)         as a staircase: factor^⌊(t − 1) / steps⌋
/// ```
///
/// ```swift
/// let schedule = ExponentialDecay(peak: 1, factor: 0.5, every: 5)
/// #expect(schedule.learningRate(at: 6) == 0.5)
/// ```
///
/// - Source: none; PyTorch's `ExponentialLR` has a stretch of 1.
/// - Differs: nothing.
/// - Edge cases: the first step has the peak; it never ends.
/// - Complexity: one power a step.
public struct ExponentialDecay: LearningRateSchedule {
  /// The first learning rate, in `0...`.
  public let peak: Double

  /// What the learning rate is multiplied by in a stretch, above 0 and at most 1.
  public let factor: Double

  /// The length of a stretch in steps, in `1...`.
  public let steps: Int

  /// Whether the learning rate falls at the ends of stretches only.
  public let staircase: Bool

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - peak: the first learning rate, in `0...`.
  ///   - factor: what it is multiplied by in a stretch, above 0 and at most 1.
  ///   - steps: the length of a stretch, in `1...`.
  ///   - staircase: whether the learning rate falls at the ends of stretches only.
  public init(peak: Double, factor: Double, every steps: Int = 1, staircase: Bool = false) {
    self.peak = peak
    self.factor = factor
    self.steps = steps
    self.staircase = staircase
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("peak", peak, in: 0...), Rule("factor", factor, in: Double.leastNormalMagnitude...1),
      Rule("every", Double(steps), in: 1...),
    ]
  }

  public func learningRate(at step: Int) -> Double {
    let stretches = Double(step - 1) / Double(steps)
    return peak * pow(factor, staircase ? stretches.rounded(.down) : stretches)
  }

  public var peakLearningRate: Double? { peak }

  public func formula(_ t: String) -> String {
    "\(brief(peak))·\(brief(factor))^\(staircase ? "floor" : "")((\(t) − 1) / \(steps))"
  }
}

extension LearningRateSchedule where Self == ExponentialDecay {
  /// The same factor in every stretch of steps.
  public static func exponential(
    peak: Double, factor: Double, every steps: Int = 1, staircase: Bool = false
  ) -> Self {
    Self(peak: peak, factor: factor, every: steps, staircase: staircase)
  }
}
