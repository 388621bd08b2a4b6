public import Optimization

/// Pulls every parameter toward zero by the same amount, whatever its size: sparsity.
///
/// ```text
/// in the gradient:     g ← g + λ sign(θ)
/// in the parameters:   θ ← θ − (ηₜ d + clip(θ, −ηₜ λ, ηₜ λ))
/// ```
///
/// ```swift
/// let decay: SignDecay = .softThreshold(0.5)
/// #expect(decay.share.value(at: [.η: 0.1]) == 0.05)
/// #expect(decay.pull.description == "sign(θ)·min(1, abs(θ) / R)")
/// ```
///
/// - Source: Tibshirani, 1996 (lasso); in the parameters, the proximal step of Daubechies, Defrise and
///   De Mol, 2004, equation 1.5 (soft thresholding).
/// - Differs: the threshold acts on the parameters before the step; in the source, on those after it.
/// - Edge cases: at 0 nothing is pulled; in the parameters a step stops at 0, and parameters stay there.
///   More than 1 is never taken away at once, and the report says that it was limited.
/// - Complexity: one pass over each tile; no state.
public struct SignDecay: DecayPolicy {
  public static let name = "l1"
  public static let source = "Tibshirani, 1996 (the lasso)"

  /// λ: the weight of the penalty λ ‖θ‖₁, in `0...`.
  public let rate: Double

  /// Whether the pull passes through averages and preconditioner, or acts on the parameters.
  public let entry: DecayEntry

  public var bounds: [Bound<Self>] { [Bound(\.rate, in: 0...)] }

  public var share: Formula { entry == .gradient ? Formula(rate) : .η * Formula(rate) }

  public var lines: [Assignment] {
    let reach: Formula = entry == .gradient ? 1 : .min(1, .abs(.θ) / .R)
    return [.pull ← .sign(.θ) * reach]
  }

  public func pass(at step: StepContext) -> any DecayPass {
    let share = Float(step.decay)
    return entry == .gradient ? Penalty(share: share) : Threshold(share: share)
  }

  private struct Penalty: DecayPass {
    let share: Float

    func pull(
      _ gradient: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
      state: inout StateView
    ) {
      for i in gradient.indices {
        let value = parameters[i]
        gradient[i] += value > 0 ? share : value < 0 ? -share : 0
      }
    }
  }

  private struct Threshold: DecayPass {
    let share: Float

    func pull(
      _ step: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
      state: inout StateView
    ) {
      for i in step.indices {
        let value = parameters[i]
        step[i] += value > share ? share : value < -share ? -share : value
      }
    }
  }
}

extension DecayPolicy where Self == SignDecay {
  /// The penalty λ ‖θ‖₁ in the gradient.
  public static func l1(_ rate: Double) -> Self { Self(rate: rate, entry: .gradient).checked() }

  /// Soft thresholding: every parameter comes nearer to zero by the learning rate times λ.
  public static func softThreshold(_ rate: Double) -> Self {
    Self(rate: rate, entry: .parameters).checked()
  }
}
