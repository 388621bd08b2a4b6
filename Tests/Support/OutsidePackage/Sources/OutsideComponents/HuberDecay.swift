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
  /// λ per unit of learning rate, in `0...`.
  public let rate: Double

  /// δ, the magnitude from which on all parameters are pulled alike, above 0.
  public let limit: Double

  /// Creates the policy.
  ///
  /// - Parameters:
  ///   - rate: λ in `0...`.
  ///   - limit: δ above 0.
  public init(rate: Double, limit: Double) {
    self.rate = rate
    self.limit = limit
    requireValid()
  }

  public var rules: [Rule] { [Rule("rate", rate, in: 0...), Rule("limit", limit, above: 0)] }

  public func rate(at step: DecayContext) -> Double { step.learningRate * rate }

  public func rateFormula(gain: String) -> String { "η·\(brief(rate))" }

  public var pullFormula: String { "clip(θ, −\(brief(limit)), \(brief(limit)))" }

  public func pass(rate: Double) -> any DecayPass {
    Pass(rate: Float(rate), limit: Float(limit))
  }

  private struct Pass: DecayPass {
    let rate: Float
    let limit: Float

    func add(
      to gradient: inout MutableSpan<Float>, parameters: Span<Float>, state: inout StateView
    ) {
      for i in gradient.indices { gradient[i] += rate * max(-limit, min(limit, parameters[i])) }
    }
  }
}

extension DecayPolicy where Self == HuberDecay {
  /// Decay that pulls no parameter harder than one of magnitude `limit`.
  public static func huber(_ rate: Double, limit: Double) -> Self {
    Self(rate: rate, limit: limit)
  }
}
