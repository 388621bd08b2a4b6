import Descent

/// Pulls parameters toward zero: small ones in proportion to themselves, large ones all alike.
///
/// ```text
/// θ ← θ − ηₜ λ clip(θ, −δ, δ)
/// ```
///
/// - Source: the derivative of the penalty of Huber, 1964, <https://doi.org/10.1214/aoms/1177703732>; as
///   a decoupled decay proposed by Guo and Fan, 2025, <https://arxiv.org/abs/2511.14721>.
/// - Differs: written from the penalty, as a plain step along its derivative; not compared with the
///   closed form of the second source.
/// - Edge cases: with a limit above every parameter it is decoupled decay.
/// - Complexity: one pass over each tile; no state.
public struct HuberDecay: DecayPolicy {
  public static let name = "huber"
  public static let source = "Guo and Fan, 2025"

  /// λ per unit of learning rate, in `0...`.
  public let rate: Double

  /// δ, the magnitude from which on all parameters are pulled alike, above 0.
  public let limit: Double

  public var bounds: [Bound<Self>] { [Bound(\.rate, in: 0...), Bound(\.limit, above: 0)] }

  public var share: Formula { .η * Numbers(self).rate }

  public var lines: [Assignment] { [.pull ← .clip(.θ, Formula(-limit), Formula(limit))] }

  public func pass(at step: StepContext) -> any DecayPass {
    Pass(rate: Float(step.decay), limit: Float(limit))
  }

  private struct Pass: DecayPass {
    let rate: Float
    let limit: Float

    func pull(
      _ target: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
      state: inout StateView
    ) {
      for i in target.indices { target[i] += rate * max(-limit, min(limit, parameters[i])) }
    }
  }
}

extension DecayPolicy where Self == HuberDecay {
  /// Decay that pulls no parameter harder than one of magnitude `limit`.
  public static func huber(_ rate: Double, limit: Double) -> Self {
    Self(rate: rate, limit: limit).checked()
  }
}
