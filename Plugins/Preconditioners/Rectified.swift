import Kernels
public import Optimization
public import Storing

private let ρ: Formula = "ρ"
private let r: Formula = "ϱ"
private let h: Formula = "δ"

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
/// let preconditioner: any Preconditioner = .rootMeanSquare(beta: 0.999).rectified(beta: 0.999)
/// #expect(StepContext(for: preconditioner, at: 5)["ϱ"] == 0)
/// #expect(StepContext(for: preconditioner, at: 6)["ϱ"] > 0)
/// ```
///
/// - Source: Liu et al., ICLR 2020, Algorithm 2, RAdam, <https://arxiv.org/abs/1908.03265>.
/// - Differs: the threshold is 5 as in the authors' code, PyTorch and optax; the paper has 4. optax
///   rectifies at the threshold itself, too, which no β₂ of practice meets.
/// - Edge cases: a β too small ever to reach the threshold is refused, and so is a preconditioner that
///   absorbs the decay, which would be lost in the first steps.
/// - Complexity: that of the preconditioner inside; in the few steps before the threshold a copy of
///   the direction.
public struct Rectified: PreconditionerModifier {
  public static let name = "rectified"

  public static let source = "Liu et al., 2020, Algorithm 2 (RAdam)"

  /// What is rectified: P.
  @Held public var base: any Preconditioner

  /// β₂ of the second moment inside, so large that ρ∞ is above the threshold, below 1.
  public let beta: Double

  /// What ρ must be above, in `4...`.
  public let threshold: Double

  /// Whether the steps are damped by rₜ; where not, the learning rate should be: `RectifiedWarmUp`.
  public let damps: Bool

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta, in: 0..<1), Bound(\.beta, above: 1 - 2 / (threshold + 1)),
      Bound(\.threshold, in: 4...), .baseAbsorbsNoDecay,
    ]
  }

  public var gain: Formula? { base.gain.map { trusted($0, else: 1) } }

  public var lines: [Assignment] {
    let rectification = Rectification(beta: beta, threshold: threshold)
    let start = [ρ ← rectification.length(at: .t), r ← rectification.factor(ρ), h ← .d]
    return start + base.lines + [.d ← trusted(.d, else: h)]
  }

  /// What holds once the second moment can be trusted, damped, or else what holds before.
  private func trusted(_ later: Formula, else early: Formula) -> Formula {
    let p = Numbers(self)
    let damping = damps ? (ρ .> p.threshold) * r : ρ .> p.threshold
    return damping * later + (ρ .<= p.threshold) * early
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let factor = damps ? Float(step[r]) : 1
    return Pass(base: base.pass(at: step), factor: step[ρ] > threshold ? factor : nil)
  }

  private struct Pass: PreconditionerPass {
    let base: any PreconditionerPass
    let factor: Float?

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      guard let factor else {
        return observe(direction.span, tile: tile, state: &state)
      }
      base.rescale(&direction, tile: tile, state: &state)
      direction.scale(by: factor)
    }

    /// Lets the preconditioner inside see the step, and leaves the direction alone.
    private func observe(_ direction: Span<Float>, tile: Tile, state: inout StateView) {
      Workspace.withBorrowed(count: direction.count) { room in
        var copy = room.mutableSpan(0..<direction.count)
        copy.copy(direction)
        base.rescale(&copy, tile: tile, state: &state)
      }
    }
  }
}

extension Preconditioner {
  /// The same preconditioner, left out until its second moment can be trusted, and damped after.
  public func rectified(
    beta: Double, threshold: Double = 5, damps: Bool = true
  ) -> Rectified {
    Rectified(base: self, beta: beta, threshold: threshold, damps: damps).checked()
  }
}
