public import Optimization

/// Goes from one learning rate to another in a straight line.
///
/// ```text
/// η(t) = start + (end − start) · min(t − 1, steps) / steps
/// ```
///
/// - Source: none; optax calls it `linear_schedule`.
/// - Differs: nothing.
/// - Edge cases: the first step has the start; step `steps + 1` and all later ones have the end.
/// - Complexity: none.
public struct LinearDecay: LearningRateSchedule {
  public static let name = "linear"
  public static let source = "optax, linear_schedule"

  /// The first learning rate, in `0...`.
  public let start: Double

  /// The last learning rate, in `0...`.
  public let end: Double

  /// The number of steps until the end, in `1...`.
  public let steps: Int

  public var bounds: [Bound<Self>] {
    [Bound(\.start, in: 0...), Bound(\.end, in: 0...), Bound(\.steps, in: 1...)]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let way = p.start + (p.end - p.start) * (.t - 1) / p.steps
    return (.t .<= p.steps) * way + (.t .> p.steps) * p.end
  }

  public var peakLearningRate: Double? { max(start, end) }
}

extension LearningRateSchedule where Self == LinearDecay {
  /// A straight line from one learning rate to another.
  public static func linear(from start: Double, to end: Double = 0, steps: Int) -> Self {
    Self(start: start, end: end, steps: steps).checked()
  }
}
