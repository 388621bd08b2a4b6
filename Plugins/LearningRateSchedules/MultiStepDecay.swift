import Foundation
public import Optimization

/// Falls by a factor at each of some milestones.
///
/// ```text
/// η(t) = peak · factor^(the number of milestones m with m < t)
/// ```
///
/// ```swift
/// let schedule = MultiStepDecay(peak: 1, factor: 0.5, after: [3, 5])
/// #expect((1...6).map(schedule.learningRate) == [1, 1, 1, 0.5, 0.5, 0.25])
/// ```
///
/// - Source: He, Zhang, Ren and Sun, 2016, section 4.2; PyTorch's `MultiStepLR`.
/// - Differs: nothing.
/// - Complexity: one look at each milestone a step.
public struct MultiStepDecay: LearningRateSchedule {
  /// The first learning rate, in `0...`.
  public let peak: Double

  /// What the learning rate is multiplied by, in `0 ... 1`.
  public let factor: Double

  /// The last step before each fall, each in `1...`.
  public let milestones: [Int]

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - peak: the first learning rate, in `0...`.
  ///   - factor: what it is multiplied by at each milestone, in `0 ... 1`.
  ///   - milestones: the last step before each fall, each in `1...`.
  public init(peak: Double, factor: Double, after milestones: [Int]) {
    self.peak = peak
    self.factor = factor
    self.milestones = milestones
    requireValid()
  }

  public var rules: [Rule] {
    [Rule("peak", peak, in: 0...), Rule("factor", factor, in: 0...1)]
      + milestones.map { Rule("after", Double($0), in: 1...) }
  }

  public func learningRate(at step: Int) -> Double {
    peak * pow(factor, Double(milestones.count { $0 < step }))
  }

  public var peakLearningRate: Double? { peak }

  public func formula(_ t: String) -> String {
    let passed = milestones.map { "[\(t) > \($0)]" }.joined(separator: " + ")
    return milestones.isEmpty ? brief(peak) : "\(brief(peak))·\(brief(factor))^(\(passed))"
  }
}

extension LearningRateSchedule where Self == MultiStepDecay {
  /// A factor at each of some milestones.
  public static func multiStep(peak: Double, factor: Double, after milestones: [Int]) -> Self {
    Self(peak: peak, factor: factor, after: milestones)
  }
}
