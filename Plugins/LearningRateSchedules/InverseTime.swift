public import Optimization

/// Falls in inverse proportion to the time.
///
/// ```text
/// η(t) = peak / (1 + decay · (t − 1))
/// ```
///
/// ```swift
/// let schedule: InverseTime = .inverseTime(peak: 1, rate: 0.5)
/// #expect(schedule.learningRate(at: 3) == 0.5)
/// ```
///
/// - Source: Robbins and Monro, 1951; the `lr_decay` of PyTorch's Adagrad.
/// - Differs: nothing.
/// - Edge cases: the first step has the peak; it never ends.
/// - Complexity: one division a step.
public struct InverseTime: LearningRateSchedule {
  public static let name = "inverseTime"
  public static let source = "Robbins and Monro, 1951"

  /// The first and largest learning rate, in `0...`.
  public let peak: Double

  /// How fast it falls, per step, in `0...`.
  public let decay: Double

  public var bounds: [Bound<Self>] { [Bound(\.peak, in: 0...), Bound(\.decay, in: 0...)] }

  public var rate: Formula {
    let p = Numbers(self)
    return p.peak / (1 + p.decay * (.t - 1))
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == InverseTime {
  /// Inverse proportion to the time.
  public static func inverseTime(peak: Double, rate decay: Double) -> Self {
    Self(peak: peak, decay: decay).checked()
  }
}
