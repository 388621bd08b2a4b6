import Foundation
public import Optimization

/// Falls by a factor after every so many steps.
///
/// ```text
/// η(t) = peak · factor^⌊(t − 1) / steps⌋
/// ```
///
/// ```swift
/// let schedule = StepDecay(peak: 1, factor: 0.5, every: 3)
/// #expect((1...7).map(schedule.learningRate) == [1, 1, 1, 0.5, 0.5, 0.5, 0.25])
/// ```
///
/// - Source: none; PyTorch's `StepLR`.
/// - Differs: nothing. It is the staircase of `ExponentialDecay`, and may also fall to 0.
/// - Complexity: one power a step.
public struct StepDecay: LearningRateSchedule {
  /// The first learning rate, in `0...`.
  public let peak: Double

  /// What the learning rate is multiplied by, in `0 ... 1`.
  public let factor: Double

  /// How many steps have the same learning rate, in `1...`.
  public let steps: Int

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - peak: the first learning rate, in `0...`.
  ///   - factor: what it is multiplied by, in `0 ... 1`.
  ///   - steps: how many steps have the same learning rate, in `1...`.
  public init(peak: Double, factor: Double, every steps: Int) {
    self.peak = peak
    self.factor = factor
    self.steps = steps
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("peak", peak, in: 0...), Rule("factor", factor, in: 0...1),
      Rule("every", Double(steps), in: 1...),
    ]
  }

  public func learningRate(at step: Int) -> Double {
    peak * pow(factor, Double((step - 1) / steps))
  }

  public var peakLearningRate: Double? { peak }

  public func formula(_ t: String) -> String {
    "\(brief(peak))·\(brief(factor))^floor((\(t) − 1) / \(steps))"
  }
}

extension LearningRateSchedule where Self == StepDecay {
  /// A factor after every so many steps.
  public static func step(peak: Double, factor: Double, every steps: Int) -> Self {
    Self(peak: peak, factor: factor, every: steps)
  }
}
