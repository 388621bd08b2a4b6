public import Optimization

/// Falls from the peak to the end along half a cosine.
///
/// ```text
/// η(t) = end + (peak − end) · ((1 + cos(π · min(t − 1, steps) / steps)) / 2)^power
/// ```
///
/// ```swift
/// let schedule: CosineDecay = .cosine(peak: 1, steps: 10, end: 0.1)
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
  public static let name = "cosine"
  public static let source = "Loshchilov and Hutter, 2017, equation 5"

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

  public var bounds: [Bound<Self>] {
    [
      Bound(\.peak, in: 0...), Bound(\.steps, in: 1...), Bound(\.end, in: 0...max(0, peak)),
      Bound(\.power, above: 0),
    ]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let taken: Formula = risesAgain ? .t - 1 : .min(.t - 1, p.steps)
    let share = (1 + .cos(.π * taken / p.steps)) / 2
    return p.end + (p.peak - p.end) * share ** p.power
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == CosineDecay {
  /// Half a cosine from the peak to the end.
  public static func cosine(
    peak: Double, steps: Int, end: Double = 0, power: Double = 1, risesAgain: Bool = false
  ) -> Self {
    Self(peak: peak, steps: steps, end: end, power: power, risesAgain: risesAgain).checked()
  }
}
