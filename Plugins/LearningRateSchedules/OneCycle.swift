public import Optimization

/// Rises to the peak, falls back, and dies out.
///
/// ```text
/// start = peak / startDivisor        end = start / endDivisor        k = t − 1
/// η(t) goes from start to peak for k in 0 … rise, and on to end for the next `fall` steps;
/// with a tail, on to start for `fall` steps, and then to end for `tail` steps
/// ```
///
/// ```swift
/// let schedule: OneCycle = .oneCycle(peak: 1, rise: 2, fall: 2, curve: .linear)
/// #expect(schedule.learningRate(at: 3) == 1)
/// ```
///
/// - Source: Smith and Topin, 2018, <https://arxiv.org/abs/1708.07120>.
/// - Differs: lengths are given instead of shares, because libraries count them differently. For n
///   steps with a share p of rise, PyTorch's `OneCycleLR` has `rise: p * n - 1, fall: n - p * n`
///   (three phases: `rise` and `fall` of p · n − 1, and a tail of n + 1 − 2 p · n), optax's
///   `cosine_onecycle_schedule` `rise: (p * n).rounded(.down)` and the rest as `fall`.
/// - Edge cases: the first step has the start; when it is over, the end stays (PyTorch refuses to go
///   on). A peak between two steps is not met by any.
/// - Complexity: one cosine a step.
public struct OneCycle: LearningRateSchedule {
  public static let name = "oneCycle"
  public static let source = "Smith and Topin, 2019"

  /// The largest learning rate, in `0...`.
  public let peak: Double

  /// How many steps it takes to reach the peak, in `0...`; need not be whole.
  public let rise: Double

  /// How many steps the fall takes, above 0.
  public let fall: Double

  /// How many steps it takes to die out after the fall, in `0...`.
  public let tail: Double

  /// How many times the start is smaller than the peak, in `1...`; PyTorch's default is 25.
  public let startDivisor: Double

  /// How many times the end is smaller than the start, in `1...`; PyTorch's default is 10,000.
  public let endDivisor: Double

  /// The shape of each part; PyTorch's default is the cosine.
  public let curve: RateCurve

  public var bounds: [Bound<Self>] {
    [
      Bound(\.peak, in: 0...), Bound(\.rise, in: 0...), Bound(\.fall, above: 0),
      Bound(\.tail, in: 0...), Bound(\.startDivisor, in: 1...), Bound(\.endDivisor, in: 1...),
    ]
  }

  public var rate: Formula {
    let start = peak / startDivisor
    let end = start / endDivisor
    let ways = [(rise, start, peak), (fall, peak, tail > 0 ? start : end), (tail, start, end)]
    var rate: Formula = 0
    var taken = .t - 1
    var passed: Formula = 0
    var hasBegun: Formula = 1
    for (length, first, last) in ways where length > 0 {
      let way = curve.rate(from: Formula(first), to: Formula(last), at: taken / Formula(length))
      passed = passed + Formula(length)
      rate = rate + hasBegun * (.t - 1 .< passed) * way
      taken = taken - Formula(length)
      hasBegun = .t - 1 .>= passed
    }
    return rate + hasBegun * Formula(end)
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == OneCycle {
  /// One rise and one fall.
  public static func oneCycle(
    peak: Double, rise: Double, fall: Double, tail: Double = 0, startDivisor: Double = 25,
    endDivisor: Double = 1e4, curve: RateCurve = .cosine
  ) -> Self {
    Self(
      peak: peak, rise: rise, fall: fall, tail: tail, startDivisor: startDivisor,
      endDivisor: endDivisor, curve: curve
    ).checked()
  }
}
