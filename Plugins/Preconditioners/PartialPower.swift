import Kernels
public import Optimization

private let v: Formula = "v"
private let w: Formula = "w"

/// Divides each coordinate by a power of its root mean square: between momentum and Adam.
///
/// ```text
/// v₀ = w₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// wₜ = max(wₜ₋₁, vₜ)                       without the maximum: vₜ
/// d  ← d √(1 − βᵗ) / (√wₜ + ε)²ᵖ
/// ```
///
/// ```swift
/// let preconditioner = PartialPower(power: 0.25, keepsMaximum: false)
/// #expect(preconditioner.stateArrays(for: [3]).count == 1)
/// ```
///
/// - Source: Chen et al., IJCAI 2020, Algorithm 1, Padam, <https://arxiv.org/abs/1806.06763>.
/// - Differs: with `correctsBias`, the root of the correction stands there for any power, as in the
///   authors' code; the paper has no correction and no ε.
/// - Edge cases: a power of ½ is AMSGrad, and Adam without the maximum, with ε beside the uncorrected
///   root; a power of 0 divides by nothing.
/// - Complexity: two arrays of state, one without the maximum; one pass with a logarithm and an
///   exponential; a second one with stable weight decay, where the maximum must be measured.
public struct PartialPower: Preconditioner {
  public static let name = "partialPower"

  public static let source = "Chen et al., 2020, Algorithm 1 (Padam)"

  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// p, the power of the mean square, in `0 ... 0.5`; the paper recommends 1/8.
  public let power: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the authors' code has 1e-8.
  public let epsilon: Double

  /// Whether the mean square never falls, as in AMSGrad.
  public let keepsMaximum: Bool

  /// Whether the result is multiplied by √(1 − βᵗ).
  public let correctsBias: Bool

  /// Creates the preconditioner.
  public init(
    beta: Double = 0.999, power: Double = 0.125, epsilon: Double = 1e-8,
    keepsMaximum: Bool = true, correctsBias: Bool = true
  ) {
    self.beta = beta
    self.power = power
    self.epsilon = epsilon
    self.keepsMaximum = keepsMaximum
    self.correctsBias = correctsBias
    requireValid()
  }

  public var bounds: [Bound<Self>] {
    [Bound(\.beta, in: 0..<1), Bound(\.power, in: 0...0.5), Bound(\.epsilon, in: 0...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("v")] + (keepsMaximum ? [StateArray("w")] : [])
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let divisor = (√kept + p.epsilon) ** Formula(2 * power)
    let mean = v ← p.beta * v + (1 - p.beta) * .g ** 2
    return [mean] + (keepsMaximum ? [w ← .max(w, v)] : []) + [.d ← .d * correction / divisor]
  }

  public var gain: Formula? {
    let p = Numbers(self)
    return correction / .mean(kept) ** p.power
  }

  private var kept: Formula { keepsMaximum ? w : v }

  private var correction: Formula {
    let p = Numbers(self)
    return correctsBias ? (√(1 - p.beta ** .t)).named("c") : 1
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let plain = Pass(
      beta: Float(beta), share: Float(1 - beta), correction: correctsBias ? Float(step["c"]) : 1,
      epsilon: Float(epsilon), power: -2 * power)
    return keepsMaximum ? MaximumPass(plain: plain) : plain
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let correction: Float
    let epsilon: Float
    let power: Double

    @inline(__always) func factor(_ w: Float) -> Float {
      correction * Kernels.power(squareRoot(w) + epsilon, power)
    }

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let v = beta * state[0, i] + share * (tile.gradient[i] * tile.gradient[i])
        state[0, i] = v
        direction[i] *= factor(v)
      }
    }
  }

  private struct MaximumPass: PreconditionerPass {
    let plain: Pass

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let v = plain.beta * state[0, i] + plain.share * (tile.gradient[i] * tile.gradient[i])
        let w = state[1, i] > v ? state[1, i] : v
        state[0, i] = v
        state[1, i] = w
        direction[i] *= plain.factor(w)
      }
    }
  }
}

extension Preconditioner where Self == PartialPower {
  /// Division by a power of the root mean square.
  public static func partialPower(
    _ power: Double = 0.125, beta: Double = 0.999, epsilon: Double = 1e-8,
    keepsMaximum: Bool = true, correctsBias: Bool = true
  ) -> Self {
    Self(
      beta: beta, power: power, epsilon: epsilon, keepsMaximum: keepsMaximum,
      correctsBias: correctsBias)
  }
}
