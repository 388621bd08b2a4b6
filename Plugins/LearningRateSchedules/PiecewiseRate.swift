public import Optimization

/// Goes through given points, along lines or curves between them.
///
/// ```text
/// η(t) = rᵢ + (rᵢ₊₁ − rᵢ) · (1 − curve((t − sᵢ) / (sᵢ₊₁ − sᵢ)))       sᵢ ≤ t < sᵢ₊₁
/// ```
///
/// ```swift
/// let schedule: PiecewiseRate = .piecewise([1: 0, 3: 1])
/// #expect((1...4).map(schedule.learningRate) == [0, 0.5, 1, 1])
/// ```
///
/// - Source: none; optax's `piecewise_interpolate_schedule`.
/// - Differs: points have learning rates (optax's have factors), and steps are counted from 1.
/// - Edge cases: before the first point its rate holds, after the last one that one's. Without a curve
///   a rate holds until the next point.
/// - Complexity: one look at each point a step.
public struct PiecewiseRate: LearningRateSchedule {
  public static let name = "piecewise"
  public static let source = "optax, piecewise_interpolate_schedule"

  /// A step and its learning rate.
  public struct Point: Sendable, Hashable, Codable {
    /// The step, counted from 1.
    public let step: Int

    /// The learning rate, in `0...`.
    public let rate: Double

    /// Creates a point.
    public init(step: Int, rate: Double) {
      self.step = step
      self.rate = rate
    }
  }

  /// The points, in the order of their steps; at least one.
  public let points: [Point]

  /// The shape between two points, or nil where a rate holds until the next point.
  public let curve: RateCurve?

  public var bounds: [Bound<Self>] {
    [
      Bound("points", must: "not be empty") { !$0.points.isEmpty },
      Bound("points", must: "have ever later steps, counted from 1") { part in
        let steps = [0] + part.points.map(\.step)
        return zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 }
      },
      Bound(\.points, in: 0...),
    ]
  }

  public var rate: Formula {
    guard let first = points.first, let last = points.last else { return 0 }
    let before = (.t .< Formula(first.step)) * Formula(first.rate)
    let between = zip(points, points.dropFirst()).reduce(first.step > 1 ? before : 0) {
      $0 + isBetween($1.0, $1.1) * rate(from: $1.0, to: $1.1)
    }
    return between + (.t .>= Formula(last.step)) * Formula(last.rate)
  }

  private func isBetween(_ a: Point, _ b: Point) -> Formula {
    (.t .>= Formula(a.step)) * (.t .< Formula(b.step))
  }

  private func rate(from a: Point, to b: Point) -> Formula {
    guard let curve else { return Formula(a.rate) }
    let progress = (.t - Formula(a.step)) / Formula(b.step - a.step)
    return curve.rate(from: Formula(a.rate), to: Formula(b.rate), at: progress)
  }

  public var peakLearningRate: Double? { points.map(\.rate).max() }
}

extension PiecewiseRate.Point: BoundedValue {
  /// The learning rate.
  public var boundedNumbers: [Double] { [rate] }
}

extension LearningRateSchedule where Self == PiecewiseRate {
  /// Given points, and lines between them: `.piecewise([1: 0, 100: 0.1, 1_000: 0.01])`.
  public static func piecewise(
    _ points: KeyValuePairs<Int, Double>, curve: RateCurve? = .linear
  ) -> Self {
    let points = points.map { PiecewiseRate.Point(step: $0.key, rate: $0.value) }
    return Self(points: points, curve: curve).checked()
  }
}
