public import Optimization

/// Shrinks every parameter by a share of itself that follows the square of the learning rate.
///
/// ```text
/// θ ← (1 − λ ηₜ² / η_max) θ
/// ```
///
/// In a layer followed by a normalization, decay and gradient balance where ‖g‖/‖θ‖ is
/// √(2 Rₜ) / ηₜ: with decoupled decay that grows as the learning rate falls, with this one it stays.
///
/// ```swift
/// let decay = CorrectedDecay(rate: 0.1)
/// let step = DecayContext(step: 1, learningRate: 0.25, peakLearningRate: 0.5)
/// #expect(decay.rate(at: step) == 0.1 * 0.25 * 0.5)
/// ```
///
/// - Source: Defazio, 2025, AdamC, <https://arxiv.org/abs/2506.02285>.
/// - Differs: nothing. The paper applies it to normalized layers only: give those a group of their own.
/// - Edge cases: refused with a schedule whose peak isn't known. At the peak it is decoupled decay;
///   where the peak is 0 nothing decays.
/// - Complexity: no pass and no state of its own.
public struct CorrectedDecay: DecayPolicy {
  /// λ per unit of learning rate at the peak, in `0...`.
  public let rate: Double

  /// Creates the policy.
  ///
  /// - Parameter rate: λ in `0...`.
  public init(rate: Double) {
    self.rate = rate
    requireValid()
  }

  public var rules: [Rule] { [Rule("rate", rate, in: 0...)] }

  public var needsPeak: Bool { true }

  public func rate(at step: DecayContext) -> Double {
    guard let peak = step.peakLearningRate, peak > 0 else { return 0 }
    return rate * step.learningRate * (step.learningRate / peak)
  }

  public func rateFormula(gain: String) -> String { "\(brief(rate))·η^2 / peak" }
}

extension DecayPolicy where Self == CorrectedDecay {
  /// Weight decay in proportion to the square of the learning rate, over its peak.
  public static func corrected(_ rate: Double) -> Self { Self(rate: rate) }
}
