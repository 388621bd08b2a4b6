public import Optimization

/// Falls in inverse proportion to the time.
///
/// ```text
/// η(t) = peak / (1 + rate · (t − 1))
/// ```
///
/// ```swift
/// let schedule = InverseTime(peak: 1, rate: 0.5)
/// #expect(schedule.learningRate(at: 3) == 0.5)
/// ```
///
/// - Source: Robbins and Monro, 1951; the `lr_decay` of PyTorch's Adagrad.
/// - Differs: nothing.
/// - Edge cases: the first step has the peak; it never ends.
/// - Complexity: one division a step.
public struct InverseTime: LearningRateSchedule {
  /// The first and largest learning rate, in `0...`.
  public let peak: Double

  /// How fast it falls, per step, in `0...`.
  public let rate: Double

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - peak: the first and largest learning rate, in `0...`.
  ///   - rate: how fast it falls, per step, in `0...`.
  public init(peak: Double, rate: Double) {
    self.peak = peak
    self.rate = rate
    requireValid()
  }

  public var rules: [Rule] { [Rule("peak", peak, in: 0...), Rule("rate", rate, in: 0...)] }

  public func learningRate(at step: Int) -> Double { peak / (1 + rate * Double(step - 1)) }

  public var peakLearningRate: Double? { peak }

  public func formula(_ t: String) -> String { "\(brief(peak)) / (1 + \(brief(rate))·(\(t) − 1))" }
}

extension LearningRateSchedule where Self == InverseTime {
  /// Inverse proportion to the time.
  public static func inverseTime(peak: Double, rate: Double) -> Self {
    Self(peak: peak, rate: rate)
  }
}
