public import Optimization

/// Shrinks every parameter by a share of itself that follows the shape of the learning rate, and not
/// its size.
///
/// ```text
/// θ ← (1 − λ ηₜ / η_max) θ
/// ```
///
/// ```swift
/// let decay = ShapeCoupledDecay(rate: 0.1)
/// let step = DecayContext(step: 1, learningRate: 0.01, peakLearningRate: 0.04)
/// #expect(decay.rate(at: step) == 0.1 * 0.25)
/// ```
///
/// - Source: Loshchilov and Hutter, 2019, Algorithms 1 and 2, <https://arxiv.org/abs/1711.05101>: their
///   schedule multiplier is ηₜ / η_max.
/// - Differs: nothing.
/// - Edge cases: refused with a schedule whose peak isn't known. Where the peak is 0 nothing decays.
/// - Complexity: no pass and no state of its own.
public struct ShapeCoupledDecay: DecayPolicy {
  /// λ, the share that a step at the peak takes away, in `0 ... 1`.
  public let rate: Double

  /// Creates the policy.
  ///
  /// - Parameter rate: λ in `0 ... 1`.
  public init(rate: Double) {
    self.rate = rate
    requireValid()
  }

  public var rules: [Rule] { [Rule("rate", rate, in: 0...1)] }

  public var needsPeak: Bool { true }

  public func rate(at step: DecayContext) -> Double {
    guard let peak = step.peakLearningRate, peak > 0 else { return 0 }
    return rate * (step.learningRate / peak)
  }

  public func rateFormula(gain: String) -> String { "\(brief(rate))·η / peak" }
}

extension DecayPolicy where Self == ShapeCoupledDecay {
  /// Weight decay that follows the shape of the learning rate, and not its size.
  public static func shapeCoupled(_ rate: Double) -> Self { Self(rate: rate) }
}
