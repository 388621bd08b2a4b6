public import Optimization

/// Pulls every parameter toward zero by the same amount, whatever its size: sparsity.
///
/// ```text
/// in the gradient:     g ← g + λ sign(θ)
/// in the parameters:   θ ← θ − (ηₜ d + clip(θ, −ηₜ λ, ηₜ λ))
/// ```
///
/// ```swift
/// let decay = SignDecay(rate: 0.5, entry: .parameters)
/// #expect(decay.rate(at: DecayContext(step: 1, learningRate: 0.1)) == 0.05)
/// ```
///
/// - Source: Tibshirani, 1996 (lasso); in the parameters, the proximal step of Daubechies, Defrise and
///   De Mol, 2004, equation 1.5 (soft thresholding).
/// - Differs: nothing.
/// - Edge cases: at 0 nothing is pulled; in the parameters a step stops at 0, and parameters stay there.
///   More than 1 is never taken away at once, and the report says that it was limited.
/// - Complexity: one pass over each tile; no state.
public struct SignDecay: DecayPolicy {
  /// λ: the weight of the penalty λ ‖θ‖₁, in `0...`.
  public let rate: Double

  /// Whether the pull passes through averages and preconditioner, or acts on the parameters.
  public let entry: DecayEntry

  /// Creates the policy.
  ///
  /// - Parameters:
  ///   - rate: λ in `0...`.
  ///   - entry: where the pull enters.
  public init(rate: Double, entry: DecayEntry = .gradient) {
    self.rate = rate
    self.entry = entry
    requireValid()
  }

  public var rules: [Rule] { [Rule("rate", rate, in: 0...)] }

  public func rate(at step: DecayContext) -> Double {
    entry == .gradient ? rate : step.learningRate * rate
  }

  public func rateFormula(gain: String) -> String {
    entry == .gradient ? brief(rate) : "η·\(brief(rate))"
  }

  public var pullFormula: String {
    entry == .gradient ? "sign(θ)" : "sign(θ)·min(1, abs(θ) / R)"
  }

  public func pass(rate: Double) -> any DecayPass { Pass(rate: Float(rate)) }

  private struct Pass: DecayPass {
    let rate: Float

    func add(
      to gradient: inout MutableSpan<Float>, parameters: Span<Float>, state: inout StateView
    ) {
      for i in gradient.indices {
        let value = parameters[i]
        gradient[i] += value > 0 ? rate : value < 0 ? -rate : 0
      }
    }

    func pull(
      _ step: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
      state: inout StateView
    ) {
      for i in step.indices {
        let value = parameters[i]
        step[i] += value > rate ? rate : value < -rate ? -rate : value
      }
    }
  }
}

extension DecayPolicy where Self == SignDecay {
  /// The penalty λ ‖θ‖₁ in the gradient.
  public static func l1(_ rate: Double) -> Self { Self(rate: rate) }

  /// Soft thresholding: every parameter comes nearer to zero by the learning rate times λ.
  public static func softThreshold(_ rate: Double) -> Self { Self(rate: rate, entry: .parameters) }
}
