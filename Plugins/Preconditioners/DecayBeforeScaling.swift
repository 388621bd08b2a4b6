import Kernels
public import Optimization
public import Storing

/// Scales the decay with the direction, neither averaged nor measured.
///
/// ```text
/// d ← P(d + λ θ)         where P measures g
/// ```
///
/// ```swift
/// let adaptive: any Preconditioner = .rootMeanSquare(
///   beta: 0.5, epsilon: 1, correctsBias: false
/// ).scalingDecay()
/// #expect(adaptive.lines.map(\.description) == [
///   "d ← d + λ·θ", "v ← 0.5·v + (1 − 0.5)·g^2", "d ← d / (√v + 1)",
/// ])
/// ```
///
/// - Source: the decay of Adam's L2 without its mixing in either moment: what Bjorck, Weinberger and
///   Gomes, 2021, <https://arxiv.org/abs/2012.13841>, call adaptivity, which they hold harmless.
/// - Differs: their code isn't public; this is the plainest reading.
/// - Edge cases: a coordinate whose gradients are 0 is pulled by λ θ / ε: with η λ > 2 ε it diverges. λ comes
///   before what is measured: there is no gain, and stable weight decay is refused.
/// - Complexity: that of the preconditioner, and a pass over elements in cache.
public struct DecayBeforeScaling: PreconditionerModifier {
  public static let name = "scalingDecay"
  public static let source = "Bjorck, Weinberger and Gomes, 2021 (adaptive, unmixed)"

  /// P: what rescales.
  @Held public var base: any Preconditioner

  public var bounds: [Bound<Self>] { [.baseAbsorbsNoDecay] }

  public var gain: Formula? { nil }

  public var lines: [Assignment] { [.d ← .d + .λ * .θ] + base.lines }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(base: base.pass(at: step), decay: Float(step.decay))
  }

  private struct Pass: PreconditionerPass {
    let base: any PreconditionerPass
    let decay: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      direction.add(tile.parameters, times: decay)
      base.rescale(&direction, tile: tile, state: &state)
    }
  }
}

extension Preconditioner {
  /// The same preconditioner, which scales the decay as it does the direction.
  public func scalingDecay() -> DecayBeforeScaling { DecayBeforeScaling(base: self).checked() }
}
