import Foundation
import Kernels
public import Optimization

/// Leaves the direction alone until the second moment can be trusted, and damps the steps after that.
///
/// ```text
/// ρ∞ = 2 / (1 − β) − 1
/// ρₜ = ρ∞ − 2 t βᵗ / (1 − βᵗ)
/// rₜ = √((ρₜ − 4) (ρₜ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρₜ))
/// d  ← rₜ P(d)         where ρₜ > threshold, else d; not damped: P(d), else d
/// ```
///
/// ```swift
/// let preconditioner = RootMeanSquare(beta: 0.999).rectified(beta: 0.999)
/// #expect(preconditioner.rectification(at: 5) == nil)
/// #expect(preconditioner.rectification(at: 6) != nil)
/// ```
///
/// - Source: Liu et al., ICLR 2020, Algorithm 2, RAdam, <https://arxiv.org/abs/1908.03265>.
/// - Differs: the threshold is 5 as in the authors' code, PyTorch and optax; the paper has 4. optax
///   rectifies at the threshold itself, too, which no β₂ of practice meets.
/// - Edge cases: a β too small ever to reach the threshold is refused, and so is a preconditioner that
///   absorbs the decay, which would be lost in the first steps.
/// - Complexity: that of the preconditioner inside; in the few steps before the threshold a copy of
///   the direction.
public struct Rectified<Base: Preconditioner>: Preconditioner {
  /// What is rectified: P.
  public let base: Base

  /// β₂ of the second moment inside, so large that ρ∞ is above the threshold, below 1.
  public let beta: Double

  /// What ρ must be above, in `4...`.
  public let threshold: Double

  /// Whether the steps are damped by rₜ; where not, the learning rate should be: `RectifiedWarmUp`.
  public let damps: Bool

  /// Creates the wrapper.
  ///
  /// - Parameters:
  ///   - base: what is rectified.
  ///   - beta: β₂ of the second moment inside.
  ///   - threshold: what ρ must be above, in `4...`.
  ///   - damps: whether the steps are damped by rₜ.
  public init(_ base: Base, beta: Double, threshold: Double = 5, damps: Bool = true) {
    self.base = base
    self.beta = beta
    self.threshold = threshold
    self.damps = damps
    requireValid()
  }

  public var rules: [Rule] {
    base.rules + [
      Rule("beta", beta, in: 0..<1), Rule("beta", beta, above: 1 - 2 / (threshold + 1)),
      Rule("threshold", threshold, in: 4...),
      Rule("base.absorbsDecay", base.absorbsDecay ? 1 : 0, in: 0...0),
    ]
  }

  public var granularity: Granularity { base.granularity }

  public func stateArrays(for shape: [Int]) -> [StateArray] { base.stateArrays(for: shape) }

  public var stateScalars: [StateScalar] { base.stateScalars }

  public func refusal(of shape: [Int]) -> String? { base.refusal(of: shape) }

  public var secondMoment: SecondMoment { base.secondMoment }

  public var gainFormula: String? {
    base.gainFormula.map {
      "[ρ > \(brief(threshold))]\(damping)·(\($0)) + [ρ ≤ \(brief(threshold))]"
    }
  }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    guard let factor = rectification(at: step) else { return 1 }
    return base.gain(meanSecondMoment: meanSecondMoment, at: step).map { damps ? $0 * factor : $0 }
  }

  public var equations: [String] {
    let b = brief(beta)
    let limit = brief(limit)
    let factor = brief(limitFactor)
    let bound = brief(threshold)
    return [
      "ρ ← \(limit) − 2·t·\(b)^t / (1 − \(b)^t)",
      "r ← [ρ > \(bound)]·√(max(0, (ρ − 4)·(ρ − 2)·\(factor) / ρ))",
      "h ← d",
    ] + base.equations + ["d ← [ρ > \(bound)]\(damping)·d + [ρ ≤ \(bound)]·h"]
  }

  private var damping: String { damps ? "·r" : "" }

  /// ρ∞.
  private var limit: Double { 2 / (1 - beta) - 1 }

  /// ρ∞ / ((ρ∞ − 4) (ρ∞ − 2)).
  private var limitFactor: Double { limit / ((limit - 4) * (limit - 2)) }

  /// The factor that damps a step: rₜ.
  ///
  /// - Parameter step: t, from 1.
  /// - Returns: rₜ, or nil where the second moment can't be trusted yet.
  public func rectification(at step: Int) -> Double? {
    let t = Double(step)
    let power = pow(beta, t)
    let length = limit - 2 * t * power / (1 - power)
    guard length > threshold else { return nil }
    return ((length - 4) * (length - 2) * limitFactor / length).squareRoot()
  }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    Pass(
      base: base.pass(at: step, scalars: &scalars),
      factor: rectification(at: step.step).map { damps ? Float($0) : 1 })
  }

  private struct Pass: PreconditionerPass {
    let base: any PreconditionerPass
    let factor: Float?

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      guard let factor else {
        return observe(direction.span, tile: tile, state: &state)
      }
      base.rescale(&direction, tile: tile, state: &state)
      for i in direction.indices { direction[i] *= factor }
    }

    /// Lets the preconditioner inside see the step, and leaves the direction alone.
    private func observe(_ direction: Span<Float>, tile: Tile, state: inout StateView) {
      let room = Storage(count: direction.count)
      var copy = room.mutableSpan
      for i in direction.indices { copy[i] = direction[i] }
      base.rescale(&copy, tile: tile, state: &state)
    }

    func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double {
      base.sumOfSecondMoments(&state, count: count)
    }
  }
}

extension Preconditioner {
  /// The same preconditioner, left out until its second moment can be trusted, and damped after.
  public func rectified(
    beta: Double, threshold: Double = 5, damps: Bool = true
  ) -> Rectified<Self> {
    Rectified(self, beta: beta, threshold: threshold, damps: damps)
  }
}
