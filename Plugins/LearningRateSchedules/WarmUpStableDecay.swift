public import Optimization

/// Rises in a straight line, stays, and falls at last: a run may branch off to its end at any time.
///
/// ```text
/// η(t) = peak · t / warmUp                              for t < warmUp
/// η(t) = peak                                           for the next `stable` steps
/// η(t) = end + (peak − end) · curve(k / decay)          k = t − warmUp − stable, at most `decay`
/// ```
///
/// ```swift
/// let schedule: WarmUpStableDecay = .warmUpStableDecay(peak: 1, warmUp: 2, stable: 2, decay: 2)
/// #expect((1...7).map(schedule.learningRate) == [0.5, 1, 1, 1, 0.5, 0, 0])
/// ```
///
/// - Source: Hu et al., 2024 (MiniCPM), equation 1, <https://arxiv.org/abs/2404.06395>; the fall by the
///   square root is by Hägele et al., 2024, <https://arxiv.org/abs/2405.18392>.
/// - Differs: the curve of the fall is chosen; MiniCPM's is exponential.
/// - Edge cases: steps `warmUp ... warmUp + stable` have the peak, step `warmUp + stable + decay` and
///   all later ones the end.
/// - Complexity: one root or cosine a step.
public struct WarmUpStableDecay: LearningRateSchedule {
  public static let name = "warmUpStableDecay"
  public static let source = "Hu et al., 2024 (WSD)"

  /// The largest learning rate, in `0...`.
  public let peak: Double

  /// The first step that has the peak, in `1...`.
  public let warmUp: Int

  /// How many more steps have the peak, in `0...`.
  public let stable: Int

  /// How many steps the fall takes, in `1...`.
  public let decay: Int

  /// The last learning rate, in `0 ... peak`.
  public let end: Double

  /// The shape of the fall.
  public let curve: RateCurve

  public var bounds: [Bound<Self>] {
    [
      Bound(\.peak, in: 0...), Bound(\.warmUp, in: 1...), Bound(\.stable, in: 0...),
      Bound(\.decay, in: 1...), Bound(\.end, in: 0...max(0, peak)),
    ]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let start = p.warmUp
    let fallen = Formula.clip(.t - (start + p.stable), 0, p.decay)
    let fall = curve.rate(from: p.peak, to: p.end, at: fallen / p.decay)
    return (.t .< start) * (p.peak * (.t / start)) + (.t .>= start) * fall
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == WarmUpStableDecay {
  /// A rise, a plain and a fall.
  public static func warmUpStableDecay(
    peak: Double, warmUp: Int, stable: Int, decay: Int, end: Double = 0,
    curve: RateCurve = .linear
  ) -> Self {
    Self(peak: peak, warmUp: warmUp, stable: stable, decay: decay, end: end, curve: curve).checked()
  }
}
