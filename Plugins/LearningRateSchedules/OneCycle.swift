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
/// let schedule = OneCycle(peak: 1, rise: 2, fall: 2, curve: .linear)
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
  /// The largest learning rate, in `0...`.
  public let peak: Double

  /// How many steps it takes to reach the peak, in `0...`; need not be whole.
  public let rise: Double

  /// How many steps the fall takes, above 0.
  public let fall: Double

  /// How many steps it takes to die out after the fall, in `0...`.
  public let tail: Double

  /// How many times the start is smaller than the peak, in `1...`.
  public let startDivisor: Double

  /// How many times the end is smaller than the start, in `1...`.
  public let endDivisor: Double

  /// The shape of each part.
  public let curve: RateCurve

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - peak: the largest learning rate, in `0...`.
  ///   - rise: how many steps it takes to reach the peak, in `0...`.
  ///   - fall: how many steps the fall takes, above 0.
  ///   - tail: how many steps it takes to die out after the fall, in `0...`.
  ///   - startDivisor: in `1...`; PyTorch's default is 25.
  ///   - endDivisor: in `1...`; PyTorch's default is 10,000.
  ///   - curve: the shape of each part; PyTorch's default is the cosine.
  public init(
    peak: Double, rise: Double, fall: Double, tail: Double = 0, startDivisor: Double = 25,
    endDivisor: Double = 1e4, curve: RateCurve = .cosine
  ) {
    self.peak = peak
    self.rise = rise
    self.fall = fall
    self.tail = tail
    self.startDivisor = startDivisor
    self.endDivisor = endDivisor
    self.curve = curve
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("peak", peak, in: 0...), Rule("rise", rise, in: 0...), Rule("fall", fall, above: 0),
      Rule("tail", tail, in: 0...), Rule("startDivisor", startDivisor, in: 1...),
      Rule("endDivisor", endDivisor, in: 1...),
    ]
  }

  private var start: Double { peak / startDivisor }
  private var end: Double { start / endDivisor }

  public func learningRate(at step: Int) -> Double {
    let taken = Double(step - 1)
    if taken < rise { return curve.rate(from: start, to: peak, at: taken / rise) }
    if taken < rise + fall {
      return curve.rate(from: peak, to: tail > 0 ? start : end, at: (taken - rise) / fall)
    }
    guard taken < rise + fall + tail else { return end }
    return curve.rate(from: start, to: end, at: (taken - rise - fall) / tail)
  }

  public var peakLearningRate: Double? { peak }

  public func formula(_ t: String) -> String {
    var parts: [String] = []
    var begin = 0.0
    func append(_ length: Double, from first: Double, to last: Double) {
      guard length > 0 else { return }
      let taken = "(\(t) − 1 − \(brief(begin)))"
      let curve = curve.formula(from: first, to: last, at: "(\(taken) / \(brief(length)))")
      parts.append("[0 ≤ \(taken) < \(brief(length))]·\(curve)")
      begin += length
    }
    append(rise, from: start, to: peak)
    append(fall, from: peak, to: tail > 0 ? start : end)
    append(tail, from: start, to: end)
    parts.append("[\(t) − 1 ≥ \(brief(begin))]·\(brief(end))")
    return "(\(parts.joined(separator: " + ")))"
  }
}

extension LearningRateSchedule where Self == OneCycle {
  /// One rise and one fall.
  public static func oneCycle(
    peak: Double, rise: Double, fall: Double, tail: Double = 0, startDivisor: Double = 25,
    endDivisor: Double = 1e4, curve: RateCurve = .cosine
  ) -> Self {
    Self(
      peak: peak, rise: rise, fall: fall, tail: tail, startDivisor: startDivisor,
      endDivisor: endDivisor, curve: curve)
  }
}
