public import Optimization

/// Falls by a factor at each of some milestones.
///
/// ```text
/// η(t) = peak · factor^(the number of milestones m with m < t)
/// ```
///
/// ```swift
/// let schedule: MultiStepDecay = .multiStep(peak: 1, factor: 0.5, after: [3, 5])
/// #expect((1...6).map(schedule.learningRate) == [1, 1, 1, 0.5, 0.5, 0.25])
/// ```
///
/// - Source: He, Zhang, Ren and Sun, 2016, section 4.2; PyTorch's `MultiStepLR`.
/// - Differs: nothing.
/// - Complexity: one look at each milestone a step.
public struct MultiStepDecay: LearningRateSchedule {
  public static let name = "multiStep"
  public static let source = "He, Zhang, Ren and Sun, 2016, section 4.2"

  /// The first learning rate, in `0...`.
  public let peak: Double

  /// What the learning rate is multiplied by at each milestone, in `0 ... 1`.
  public let factor: Double

  /// The last step before each fall, each in `1...`.
  public let milestones: [Int]

  public var bounds: [Bound<Self>] {
    [Bound(\.peak, in: 0...), Bound(\.factor, in: 0...1), Bound(\.milestones, in: 1...)]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let passed = milestones.reduce(Formula(0)) { $0 + (.t .> Formula($1)) }
    return p.peak * p.factor ** passed
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == MultiStepDecay {
  /// A factor at each of some milestones.
  public static func multiStep(peak: Double, factor: Double, after milestones: [Int]) -> Self {
    Self(peak: peak, factor: factor, milestones: milestones).checked()
  }
}
