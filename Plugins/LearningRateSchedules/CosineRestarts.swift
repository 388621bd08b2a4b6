public import Optimization

/// Falls along half a cosine again and again, each time for longer: warm restarts.
///
/// ```text
/// η(t) = end + (peak − end) · (1 + cos(π · k / n)) / 2
/// n: the length of the cycle: steps, then steps · multiplier, then steps · multiplier², …
/// k: the steps taken in the cycle, in 0 ..< n
/// ```
///
/// ```swift
/// let schedule: CosineRestarts = .cosineRestarts(peak: 1, steps: 2, multiplier: 2)
/// #expect([1, 3, 7, 15].allSatisfy { schedule.learningRate(at: $0) == 1 })
/// ```
///
/// - Source: Loshchilov and Hutter, 2017, equation 5, <https://arxiv.org/abs/1608.03983>.
/// - Differs: nothing; cycles of other peaks are schedules joined by `then`.
/// - Edge cases: the first step of a cycle has the peak, and no step has the end; it never ends.
/// - Complexity: one cosine a step; with a multiplier above 1 two logarithms and a power, too.
public struct CosineRestarts: LearningRateSchedule {
  public static let name = "cosineRestarts"
  public static let source = "Loshchilov and Hutter, 2017 (SGDR)"

  /// The first and largest learning rate of every cycle, in `0...`.
  public let peak: Double

  /// The length of the first cycle, in `1...`.
  public let steps: Int

  /// What a cycle is longer than the one before, in `1...`; the paper tries 1 and 2.
  public let multiplier: Int

  /// What every cycle falls towards, in `0 ... peak`.
  public let end: Double

  public var bounds: [Bound<Self>] {
    [
      Bound(\.peak, in: 0...), Bound(\.steps, in: 1...), Bound(\.multiplier, in: 1...),
      Bound(\.end, in: 0...max(0, peak)),
    ]
  }

  public var rate: Formula {
    let p = Numbers(self)
    return RateCurve.cosine.rate(from: p.peak, to: p.end, at: progress)
  }

  /// k / n.
  private var progress: Formula {
    let n = Numbers(self).steps
    let m = Numbers(self).multiplier
    let taken = .t - 1
    if m == 1 { return (taken - n * .floor(taken / n)) / n }
    // A whole number of cycles must not be rounded to a little less.
    let cycle = Formula.floor(.log(1 + (m - 1) * taken / n) / .log(m) + 1e-12)
    let start = n * (m ** cycle - 1) / (m - 1)
    return (taken - start) / (n * m ** cycle)
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == CosineRestarts {
  /// Half a cosine again and again.
  public static func cosineRestarts(
    peak: Double, steps: Int, multiplier: Int = 1, end: Double = 0
  ) -> Self {
    Self(peak: peak, steps: steps, multiplier: multiplier, end: end).checked()
  }
}
