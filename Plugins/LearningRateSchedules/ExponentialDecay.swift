public import Optimization

/// Falls by the same factor in every stretch of steps.
///
/// ```text
/// η(t) = peak · factor^((t − 1) / steps)         as a staircase: factor^⌊(t − 1) / steps⌋
/// ```
///
/// ```swift
/// let schedule: ExponentialDecay = .exponential(peak: 1, factor: 0.5, every: 5)
/// #expect(schedule.learningRate(at: 6) == 0.5)
/// let stairs: some LearningRateSchedule = .step(peak: 1, factor: 0.5, every: 3)
/// #expect((1...7).map(stairs.learningRate) == [1, 1, 1, 0.5, 0.5, 0.5, 0.25])
/// ```
///
/// - Source: none; PyTorch's `ExponentialLR` has a stretch of 1, its `StepLR` is the staircase.
/// - Differs: nothing.
/// - Edge cases: the first step has the peak; it never ends.
/// - Complexity: one power a step.
public struct ExponentialDecay: LearningRateSchedule {
  public static let name = "exponential"
  public static let source = "PyTorch, ExponentialLR and StepLR"

  /// The first learning rate, in `0...`.
  public let peak: Double

  /// What the learning rate is multiplied by in a stretch, in `0 ... 1`.
  public let factor: Double

  /// The length of a stretch in steps, in `1...`.
  public let steps: Int

  /// Whether the learning rate falls at the ends of stretches only.
  public let staircase: Bool

  public var bounds: [Bound<Self>] {
    [Bound(\.peak, in: 0...), Bound(\.factor, in: 0...1), Bound(\.steps, in: 1...)]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let stretches = (.t - 1) / p.steps
    let passed: Formula = staircase ? .floor(stretches) : stretches
    return p.peak * p.factor ** passed
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == ExponentialDecay {
  /// The same factor in every stretch of steps.
  public static func exponential(
    peak: Double, factor: Double, every steps: Int = 1, staircase: Bool = false
  ) -> Self {
    Self(peak: peak, factor: factor, steps: steps, staircase: staircase).checked()
  }

  /// A factor after every so many steps: the staircase.
  public static func step(peak: Double, factor: Double, every steps: Int) -> Self {
    exponential(peak: peak, factor: factor, every: steps, staircase: true)
  }
}
