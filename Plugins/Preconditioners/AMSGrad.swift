import Kernels
public import Optimization

private let v: Formula = "v"
private let w: Formula = "w"

/// Divides each coordinate by the largest root mean square that its gradients have had so far.
///
/// ```text
/// v₀ = w₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// wₜ = max(wₜ₋₁, vₜ)
/// d  ← d / (√(wₜ / (1 − βᵗ)) + ε)
/// ```
///
/// Corrected before the maximum:
///
/// ```text
/// wₜ = max(wₜ₋₁, vₜ / (1 − βᵗ))
/// d  ← d / (√wₜ + ε)
/// ```
///
/// ```swift
/// let likePyTorch = AMSGrad(beta: 0.999)
/// let likeOptax = AMSGrad(beta: 0.999, correction: .beforeMaximum)
/// #expect(likePyTorch != likeOptax)
/// ```
///
/// - Source: Reddi, Kale and Kumar, 2018, Algorithm 2, <https://openreview.net/forum?id=ryQu7f-RZ>.
/// - Differs: the maximum of the uncorrected mean is corrected afterwards, as in PyTorch and in the
///   code of the SWD authors, or the mean before the maximum, as in optax; the paper has no
///   correction, and is `correction: .nowhere`.
/// - Complexity: two arrays of state; one pass, and a second one with stable weight decay, whose mean
///   must be measured.
public struct AMSGrad: Preconditioner {
  public static let name = "amsgrad"

  public static let source = "Reddi, Kale and Kumar, 2018, Algorithm 2"

  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; PyTorch's default is 1e-8.
  public let epsilon: Double

  /// Where the mean is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correction: Correction

  /// Where a mean is corrected for its start.
  public enum Correction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nowhere: the paper.
    case nowhere = "none"

    /// The maximum is corrected: PyTorch.
    case afterMaximum

    /// The mean is corrected, and the maximum is taken of corrected means: optax.
    case beforeMaximum
  }

  /// Creates the preconditioner.
  public init(
    beta: Double = 0.999, epsilon: Double = 1e-8, correction: Correction = .afterMaximum
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.correction = correction
    requireValid()
  }

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.epsilon, in: 0...)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v"), StateArray("w")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [
      v ← p.beta * v + (1 - p.beta) * .g ** 2,
      w ← .max(w, corrected(v, at: .beforeMaximum)),
      .d ← .d / (√corrected(w, at: .afterMaximum) + p.epsilon),
    ]
  }

  public var gain: Formula? { 1 / √Formula.mean(corrected(w, at: .afterMaximum)) }

  private func corrected(_ mean: Formula, at place: Correction) -> Formula {
    let p = Numbers(self)
    return correction == place ? mean * (1 / (1 - p.beta ** .t)).named("c") : mean
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let factor = correction == .nowhere ? 1 : Float(step["c"])
    return Pass(
      beta: Float(beta), share: Float(1 - beta),
      before: correction == .beforeMaximum ? factor : 1,
      after: correction == .afterMaximum ? factor : 1, epsilon: Float(epsilon))
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let before: Float
    let after: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let v = beta * state[0, i] + share * (tile.gradient[i] * tile.gradient[i])
        let mean = v * before
        let w = state[1, i] > mean ? state[1, i] : mean
        state[0, i] = v
        state[1, i] = w
        direction[i] /= squareRoot(w * after) + epsilon
      }
    }
  }
}

extension Preconditioner where Self == AMSGrad {
  /// Division by the largest root mean square so far.
  public static func amsgrad(
    beta: Double = 0.999, epsilon: Double = 1e-8,
    correction: AMSGrad.Correction = .afterMaximum
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, correction: correction)
  }
}
