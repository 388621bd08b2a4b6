public import Optimization
public import Storing

private let reductions: Formula = "reductions"
private let improves: Formula = "improves"
private let found: Formula = "found"
private let best: Formula = "best"
private let bad: Formula = "bad"
private let wait: Formula = "wait"

/// Multiplies a schedule by a factor whenever a metric has not improved for a while.
///
/// ```text
/// η(t) = max(base(t) · factorʳ, smallest)        r: the reductions so far
///
/// for every metric m:
///   m < best − threshold · |best|:  best ← m, bad ← 0     else  bad ← bad + 1
///   wait > 0:                    wait ← wait − 1, bad ← 0
///   bad > patience:              r ← r + 1, wait ← cooldown, bad ← 0
/// ```
///
/// ```swift
/// var optimizer = try Optimizer(
///   .adamw(learningRate: .constant(0.1).reducedOnPlateau(factor: 0.5, patience: 0)))
/// optimizer.observe(metric: 1)
/// optimizer.observe(metric: 1)
/// #expect(optimizer.nextLearningRate == 0.05)
/// ```
///
/// - Source: none; PyTorch's `ReduceLROnPlateau`.
/// - Differs: a share is one of the best metric's magnitude (PyTorch's rule never reduces where metrics
///   are negative); a schedule stands inside, and is multiplied (PyTorch reduces a constant); PyTorch leaves
///   out a reduction by less than 1e-8.
/// - Edge cases: before the first metric the base holds. A metric that is not a number is no
///   improvement. Where the base is below `smallest`, it holds.
/// - Complexity: that of the base, and one power a step.
public struct PlateauReduction: ListeningSchedule, ScheduleModifier {
  public static let name = "reducedOnPlateau"
  public static let source = "PyTorch, ReduceLROnPlateau"

  /// What is multiplied.
  @Held public var base: any LearningRateSchedule

  /// What the learning rate is multiplied by at a reduction, in `0 ... 1`; PyTorch's default is 0.1.
  public let factor: Double

  /// How many metrics in a row may bring no improvement, in `0...`; PyTorch's default is 10.
  public let patience: Int

  /// By how much a metric must be better than the best, in `0...`; PyTorch's default is 1e-4.
  public let threshold: Double

  /// Whether the threshold is a share of the best metric, or counts in the metric's units.
  public let isRelative: Bool

  /// Whether a larger metric is the better one.
  public let largerIsBetter: Bool

  /// How many metrics are not judged after a reduction, in `0...`.
  public let cooldown: Int

  /// What no reduction goes below, in `0...`.
  public let smallest: Double

  public var bounds: [Bound<Self>] {
    [
      .baseHearsNothing, Bound(\.factor, in: 0...1), Bound(\.patience, in: 0...),
      Bound(\.threshold, in: 0...), Bound(\.cooldown, in: 0...), Bound(\.smallest, in: 0...),
    ]
  }

  public var metricLines: [Assignment] {
    let p = Numbers(self)
    // By its magnitude: a share of a negative best would let every metric pass for a better one.
    let margin = isRelative ? p.threshold * .abs(best) : p.threshold
    let isBetter = largerIsBetter ? .metric .> best + margin : .metric .< best - margin
    let isFinite = .abs(.metric) .< Formula(.infinity)
    return [
      improves ← (found .== 0) * isFinite + (found .> 0) * isBetter,
      found ← found + improves,
      best ← improves * .metric + (1 - improves) * best,
      bad ← (1 - improves) * (wait .== 0) * (bad + 1),
      wait ← .max(0, wait - 1),
      reductions ← reductions + (bad .> p.patience),
      wait ← (bad .> p.patience) * p.cooldown + (bad .<= p.patience) * wait,
      bad ← bad * (bad .<= p.patience),
    ]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let rate = base.rate
    return .max(rate * p.factor ** reductions, .min(rate, p.smallest))
  }
}

extension LearningRateSchedule {
  /// The same schedule, multiplied by a factor whenever a metric has not improved for a while.
  ///
  /// The metric arrives by `Optimizer.observe(metric:)`.
  public func reducedOnPlateau(
    factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4, isRelative: Bool = true,
    largerIsBetter: Bool = false, cooldown: Int = 0, smallest: Double = 0
  ) -> PlateauReduction {
    PlateauReduction(
      base: self, factor: factor, patience: patience, threshold: threshold, isRelative: isRelative,
      largerIsBetter: largerIsBetter, cooldown: cooldown, smallest: smallest
    ).checked()
  }
}
