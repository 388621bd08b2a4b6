public import Optimization
public import Storing

private let w: Formula = "w"
private let c: Formula = "c"

/// The largest that another estimate has been so far.
///
/// ```text
/// w₀ = 0
/// wₜ = max(wₜ₋₁, V(gₜ))         or of V(gₜ) / (1 − βᵗ)
/// ```
///
/// ```swift
/// let largest: any SquareEstimator = .mean(beta: 0.999).runningMaximum()
/// #expect(largest.arrays.map(\.name) == ["v", "w"])
/// ```
///
/// - Source: Reddi, Kale and Kumar, 2018, Algorithm 2 (AMSGrad),
///   <https://openreview.net/forum?id=ryQu7f-RZ>.
/// - Differs: corrected first, as in optax, the maximum is taken of corrected estimates; else the divisor
///   may correct the maximum, as in PyTorch.
/// - Edge cases: that of an estimate that lags, or is a maximum of this kind itself, is refused.
/// - Complexity: one array more; its mean must be measured.
public struct RunningMaximum: SquareEstimator {
  public static let name = "runningMaximum"

  public static let source = "Reddi, Kale and Kumar, 2018, Algorithm 2"

  /// What the maximum is taken of.
  @Held public var base: any SquareEstimator

  /// Whether the estimate is corrected for its start before.
  public let correctsFirst: Bool

  /// Where the mean below a maximum is corrected for its start; nowhere in the paper.
  public enum Correction: String, Sendable, Hashable, Codable, CaseIterable {
    /// The maximum is corrected: PyTorch.
    case afterMaximum

    /// The mean is corrected, and the maximum is taken of corrected means: optax.
    case beforeMaximum
  }

  public var bounds: [Bound<Self>] {
    [
      Bound("base", must: "not lag") { !$0.base.isLagged },
      Bound("base", must: "keep no maximum itself") { !($0.base is Self) },
      Bound("correctsFirst", must: "be false where there is nothing to correct") {
        !$0.correctsFirst || $0.base.retention != nil
      },
    ]
  }

  public var arrays: [StateArray] { base.arrays + [StateArray("w")] }

  public var lines: [Assignment] {
    let correction = correctsFirst ? (1 / base.weight).named(c) : 1
    return base.lines + [w ← .max(w, base.estimate * correction)]
  }

  public var estimate: Formula { w }

  public var retention: Double? { correctsFirst ? nil : base.retention }

  public var isMagnitude: Bool { base.isMagnitude }

  public func pass(at step: StepContext) -> any SquarePass {
    RunningMaximumPass(
      base: base.pass(at: step), position: base.arrays.count, correction: correction(at: step))
  }

  private func correction(at step: StepContext) -> Float { correctsFirst ? Float(step[c]) : 1 }

  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? {
    guard let mean = base as? MeanSquare else { return nil }
    let kept = LargestMeanPass(mean: .init(mean.beta), correction: correction(at: step))
    return switch divisor {
    case let root as Root:
      LargestByRoot(kept: kept, divisor: .init(root, at: step, dividingBy: self))
    case let power as RootPower:
      LargestByPower(kept: kept, divisor: .init(power, at: step, dividingBy: self))
    case let bounds as ClosingBounds: LargestByBounds(kept: kept, divisor: .init(bounds, at: step))
    default: nil
    }
  }
}

/// The maximum of any estimate.
private struct RunningMaximumPass: SquarePass {
  let base: any SquarePass
  let position: Int
  let correction: Float

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let old = state[first + position, i]
    let estimate =
      base.keep(&state, from: first, at: i, gradient: gradient, direction: direction) * correction
    let w = old > estimate ? old : estimate
    state[first + position, i] = w
    return w
  }

  func keepTile(
    _ kept: inout MutableSpan<Float>, direction: Span<Float>, gradient: Span<Float>,
    state: inout StateView
  ) {
    base.keepTile(&kept, direction: direction, gradient: gradient, state: &state)
    var largest = state.dropping(position)
    for i in kept.indices {
      let old = largest[0, i]
      let estimate = kept[i] * correction
      kept[i] = old > estimate ? old : estimate
    }
    for i in kept.indices { largest[0, i] = kept[i] }
  }
}

/// The maximum of a mean, for the loops of pairs.
private struct LargestMeanPass: SquarePass {
  let mean: FadingMean
  let correction: Float

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let old = state[first + 1, i]
    let v = mean.next(state[first, i], gradient * gradient)
    let corrected = v * correction
    let w = old > corrected ? old : corrected
    state[first, i] = v
    state[first + 1, i] = w
    return w
  }
}

private struct LargestByRoot: Pair { let kept: LargestMeanPass, divisor: RootPass }
private struct LargestByPower: Pair { let kept: LargestMeanPass, divisor: RootPowerPass }
private struct LargestByBounds: Pair { let kept: LargestMeanPass, divisor: ClosingBoundsPass }

extension SquareEstimator {
  /// The largest that the estimate has been so far.
  public func runningMaximum(correctsFirst: Bool = false) -> RunningMaximum {
    RunningMaximum(base: self, correctsFirst: correctsFirst).checked()
  }
}
