public import Optimization

/// Goes through given points, along lines or curves between them.
///
/// ```text
/// η(t) = rᵢ + (rᵢ₊₁ − rᵢ) · (1 − curve((t − sᵢ) / (sᵢ₊₁ − sᵢ)))       sᵢ ≤ t < sᵢ₊₁
/// ```
///
/// ```swift
/// let schedule = PiecewiseRate([.init(step: 1, rate: 0), .init(step: 3, rate: 1)])
/// #expect((1...4).map(schedule.learningRate) == [0, 0.5, 1, 1])
/// ```
///
/// - Source: none; optax's `piecewise_interpolate_schedule`.
/// - Differs: points have learning rates (optax's have factors), and steps are counted from 1.
/// - Edge cases: before the first point its rate holds, after the last one that one's. Without a curve
///   a rate holds until the next point.
/// - Complexity: one look at each point a step.
public struct PiecewiseRate: LearningRateSchedule {
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

  /// The shape between two points, or nil for steps.
  public let curve: RateCurve?

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - points: points with ever later steps, counted from 1; at least one.
  ///   - curve: the shape between two points, or nil where a rate shall hold until the next point.
  public init(_ points: [Point], curve: RateCurve? = .linear) {
    self.points = points
    self.curve = curve
    requireValid()
  }

  public var rules: [Rule] {
    let later = zip(points, points.dropFirst()).map {
      Rule("points.step", Double($1.step), above: Double($0.step))
    }
    return [Rule("points.count", Double(points.count), in: 1...)]
      + (points.first.map { [Rule("points.step", Double($0.step), in: 1...)] } ?? []) + later
      + points.map { Rule("points.rate", $0.rate, in: 0...) }
  }

  public func learningRate(at step: Int) -> Double {
    guard let next = points.firstIndex(where: { $0.step > step }) else {
      return points[points.count - 1].rate
    }
    guard next > 0 else { return points[0].rate }
    let (a, b) = (points[next - 1], points[next])
    guard let curve else { return a.rate }
    return curve.rate(
      from: a.rate, to: b.rate, at: Double(step - a.step) / Double(b.step - a.step))
  }

  public var peakLearningRate: Double? { points.map(\.rate).max() }

  public func formula(_ t: String) -> String {
    let between = zip(points, points.dropFirst()).map { a, b in
      let progress = "((\(t) − \(a.step)) / \(b.step - a.step))"
      let rate = curve.map { $0.formula(from: a.rate, to: b.rate, at: progress) } ?? brief(a.rate)
      return "[\(a.step) ≤ \(t) < \(b.step)]·\(rate)"
    }
    let first = points[0]
    let last = points[points.count - 1]
    let before = first.step > 1 ? ["[\(t) < \(first.step)]·\(brief(first.rate))"] : []
    let after = ["[\(t) ≥ \(last.step)]·\(brief(last.rate))"]
    return "(\((before + between + after).joined(separator: " + ")))"
  }
}

extension LearningRateSchedule where Self == PiecewiseRate {
  /// Given points, and lines between them: `.piecewise([1: 0, 100: 0.1, 1_000: 0.01])`.
  public static func piecewise(
    _ points: KeyValuePairs<Int, Double>, curve: RateCurve? = .linear
  ) -> Self {
    Self(points.map { .init(step: $0.key, rate: $0.value) }, curve: curve)
  }
}
