import Kernels
public import Optimization

private let c: Formula = "c"
private let ε: Formula = "ε"

/// Division by the root of the estimate, and by a little more.
///
/// ```text
/// d ← d / (√(v / (1 − βᵗ) + epsilonInRoot) + ε)         v itself where there is nothing to correct
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 1, <https://arxiv.org/abs/1412.6980>.
/// - Differs: nothing.
/// - Edge cases: a coordinate without any gradient so far divides by ε alone.
public struct Root: Divisor {
  public static let name = "root"

  public static let source = "Kingma and Ba, 2015, Algorithm 1"

  /// ε, added to the root, in the units of the gradient, in `0...`; the paper's default is 1e-8.
  public let epsilon: Double

  /// What is added inside the root, in the units of the squared gradient, in `0...`; optax's `eps_root`.
  public let epsilonInRoot: Double

  /// Whether the estimate is divided by the weight that it has gathered so far, 1 − βᵗ.
  public let correctsBias: Bool

  /// Whether ε stands beside the root of the uncorrected estimate, and so is divided by √(1 − βᵗ), too:
  /// ε̂ in section 2 of the paper.
  public let correctsEpsilon: Bool

  public var bounds: [Bound<Self>] {
    [Bound(\.epsilon, in: 0...), Bound(\.epsilonInRoot, in: 0...)]
  }

  public func lines(dividingBy squares: any SquareEstimator) -> [Assignment] {
    let p = Numbers(self)
    let weight = squares.weight
    let corrected = (p.epsilon / √weight).named(ε)
    let outside = correctsEpsilon && weight != 1 ? corrected : p.epsilon
    let root = √(squares.estimate * correction(of: squares) + p.epsilonInRoot)
    return [.d ← .d / (root + outside)]
  }

  public func gain(dividingBy squares: any SquareEstimator) -> Formula? {
    1 / √Formula.mean(squares.square * correction(of: squares))
  }

  private func correction(of squares: any SquareEstimator) -> Formula {
    correctsBias && squares.retention != nil ? (1 / squares.weight).named(c) : 1
  }

  public func pass(
    at step: StepContext, dividingBy squares: any SquareEstimator
  ) -> any DivisorPass {
    RootPass(self, at: step, dividingBy: squares)
  }
}

struct RootPass: DivisorPass {
  private let correction: Float
  private let epsilonInRoot: Float
  private let epsilon: Float

  init(_ root: Root, at step: StepContext, dividingBy squares: any SquareEstimator) {
    let gathers = squares.retention != nil
    correction = gathers && root.correctsBias ? Float(step[c]) : 1
    epsilonInRoot = Float(root.epsilonInRoot)
    epsilon = Float(gathers && root.correctsEpsilon ? step[ε] : root.epsilon)
  }

  /// Nothing is corrected, and nothing added inside.
  init(epsilon: Double) {
    correction = 1
    epsilonInRoot = 0
    self.epsilon = Float(epsilon)
  }

  func scaled(_ direction: Float, by kept: Float) -> Float {
    direction / (squareRoot(kept * correction + epsilonInRoot) + epsilon)
  }
}

extension Divisor where Self == Root {
  /// The root of the estimate, and a little more.
  public static func root(
    epsilon: Double = 1e-8, epsilonInRoot: Double = 0, correctsBias: Bool = true,
    correctsEpsilon: Bool = false
  ) -> Self {
    Self(
      epsilon: epsilon, epsilonInRoot: epsilonInRoot, correctsBias: correctsBias,
      correctsEpsilon: correctsEpsilon
    ).checked()
  }
}
