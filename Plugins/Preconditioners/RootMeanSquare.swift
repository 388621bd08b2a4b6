import Kernels
public import Optimization

private let v: Formula = "v"
private let a: Formula = "a"

/// Divides each coordinate by the running root mean square of its gradients.
///
/// ```text
/// v₀ = start
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// d  ← d / (√(vₜ / (1 − βᵗ) + epsilonInRoot) + ε)    without bias correction: vₜ itself
/// ```
///
/// Centered, v is the running variance instead, and a second average is kept:
///
/// ```text
/// vₜ = β vₜ₋₁ + β (1 − β) (gₜ − aₜ₋₁)²
/// aₜ = β aₜ₋₁ + (1 − β) gₜ
/// ```
///
/// ```swift
/// let preconditioner = RootMeanSquare(beta: 0.999, epsilon: 1e-8)
/// #expect(preconditioner.gain?.description == "1 / √mean(v / (1 − 0.999^t))")
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 1, <https://arxiv.org/abs/1412.6980>; without bias
///   correction Tieleman and Hinton, 2012, RMSprop; centered Graves, 2013, section 2.4,
///   <https://arxiv.org/abs/1308.0850>.
/// - Differs: the centered form follows the variance itself, the same number as the mean square less
///   the squared mean, but never below 0 and without cancellation.
/// - Edge cases: a coordinate without any gradient so far divides by ε alone. Centered and corrected,
///   the first variance would be 0 whatever the gradient, and is refused.
/// - Complexity: one array of state, two if centered; one pass.
public struct RootMeanSquare: Preconditioner {
  public static let name = "rootMeanSquare"

  public static let source = "Kingma and Ba, 2015, Algorithm 1; Tieleman and Hinton, 2012"

  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the paper's default is 1e-8.
  public let epsilon: Double

  /// What is added inside the root, in the units of the squared gradient, in `0...`; 0 in the paper,
  /// optax's `eps_root`, and the only ε of TensorFlow's RMSprop.
  public let epsilonInRoot: Double

  /// Whether the mean square is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correctsBias: Bool

  /// Whether ε stands beside the root of the uncorrected mean, and so is divided by √(1 − βᵗ), too:
  /// ε̂ in section 2 of the paper.
  public let correctsEpsilon: Bool

  /// Whether the squared mean of the gradients is subtracted; only without bias correction.
  public let centered: Bool

  /// v₀, in the units of the squared gradient, in `0...`; 1 in TensorFlow's RMSprop.
  public let start: Double

  /// Creates the preconditioner.
  public init(
    beta: Double = 0.999, epsilon: Double = 1e-8, epsilonInRoot: Double = 0,
    correctsBias: Bool = true, correctsEpsilon: Bool = false, centered: Bool = false,
    start: Double = 0
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.epsilonInRoot = epsilonInRoot
    self.correctsBias = correctsBias
    self.correctsEpsilon = correctsEpsilon
    self.centered = centered
    self.start = start
    requireValid()
  }

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta, in: 0..<1), Bound(\.epsilon, in: 0...), Bound(\.epsilonInRoot, in: 0...),
      Bound(\.start, in: 0...),
      Bound("correctsBias", must: "be false where centered is true") {
        !($0.centered && $0.correctsBias)
      },
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("v", start: .constant(Float(start)))] + (centered ? [StateArray("a")] : [])
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let spread = p.beta * (1 - p.beta) * (.g - a) ** 2
    let mean = [v ← p.beta * v + (1 - p.beta) * .g ** 2]
    let variance = [v ← p.beta * v + spread, a ← p.beta * a + (1 - p.beta) * .g]
    let outside = correctsEpsilon ? (p.epsilon / √(1 - p.beta ** .t)).named("ε") : p.epsilon
    let root = √(corrected + p.epsilonInRoot)
    return (centered ? variance : mean) + [.d ← .d / (root + outside)]
  }

  public var gain: Formula? { 1 / √Formula.mean(corrected) }

  /// v without its start.
  private var corrected: Formula {
    let p = Numbers(self)
    return correctsBias ? v * (1 / (1 - p.beta ** .t)).named("c") : v
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let epsilon = correctsEpsilon ? step["ε"] : epsilon
    if centered {
      return CenteredPass(
        beta: Float(beta), share: Float(1 - beta), epsilon: Float(epsilon),
        epsilonInRoot: Float(epsilonInRoot))
    }
    return Pass(
      beta: Float(beta), share: Float(1 - beta), correction: correctsBias ? Float(step["c"]) : 1,
      epsilon: Float(epsilon), epsilonInRoot: Float(epsilonInRoot))
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let correction: Float
    let epsilon: Float
    let epsilonInRoot: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let v = beta * state[0, i] + share * (tile.gradient[i] * tile.gradient[i])
        state[0, i] = v
        direction[i] /= squareRoot(v * correction + epsilonInRoot) + epsilon
      }
    }
  }

  private struct CenteredPass: PreconditionerPass {
    let beta: Float
    let share: Float
    let epsilon: Float
    let epsilonInRoot: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let change = tile.gradient[i] - state[1, i]
        let v = beta * (state[0, i] + share * (change * change))
        state[0, i] = v
        state[1, i] += share * change
        direction[i] /= squareRoot(v + epsilonInRoot) + epsilon
      }
    }
  }
}

extension Preconditioner where Self == RootMeanSquare {
  /// Division by the root mean square of the gradients, corrected for its start.
  public static func rootMeanSquare(
    beta: Double = 0.999, epsilon: Double = 1e-8, epsilonInRoot: Double = 0,
    correctsBias: Bool = true, correctsEpsilon: Bool = false, centered: Bool = false,
    start: Double = 0
  ) -> Self {
    Self(
      beta: beta, epsilon: epsilon, epsilonInRoot: epsilonInRoot, correctsBias: correctsBias,
      correctsEpsilon: correctsEpsilon, centered: centered, start: start)
  }
}
