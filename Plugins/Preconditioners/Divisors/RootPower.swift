import Kernels
public import Optimization

private let c: Formula = "c"

/// Division by a power of the root: between momentum and Adam.
///
/// ```text
/// d ← d √(1 − βᵗ) / (√v + ε)²ᵖ
/// ```
///
/// - Source: Chen et al., IJCAI 2020, Algorithm 1 (Padam), <https://arxiv.org/abs/1806.06763>.
/// - Differs: with `correctsBias`, the root of the correction stands there for any power, as in the
///   authors' code; the paper has no correction and no ε.
/// - Edge cases: a power of 0 divides by nothing.
public struct RootPower: Divisor {
  public static let name = "power"

  public static let source = "Chen et al., 2020, Algorithm 1 (Padam)"

  /// p, the power of the estimate, in `0 ... 0.5`; the paper recommends 1/8.
  public let power: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the authors' code has 1e-8.
  public let epsilon: Double

  /// Whether the result is multiplied by √(1 − βᵗ).
  public let correctsBias: Bool

  public var bounds: [Bound<Self>] { [Bound(\.power, in: 0...0.5), Bound(\.epsilon, in: 0...)] }

  public func lines(dividingBy squares: any SquareEstimator) -> [Assignment] {
    let p = Numbers(self)
    let divisor = (√squares.estimate + p.epsilon) ** Formula(2 * power)
    return [.d ← .d * correction(of: squares) / divisor]
  }

  public func gain(dividingBy squares: any SquareEstimator) -> Formula? {
    let p = Numbers(self)
    return correction(of: squares) / .mean(squares.square) ** p.power
  }

  private func correction(of squares: any SquareEstimator) -> Formula {
    correctsBias && squares.retention != nil ? (√squares.weight).named(c) : 1
  }

  public func pass(
    at step: StepContext, dividingBy squares: any SquareEstimator
  ) -> any DivisorPass {
    RootPowerPass(self, at: step, dividingBy: squares)
  }
}

struct RootPowerPass: DivisorPass {
  private let correction: Float
  private let epsilon: Float
  private let power: Double

  init(_ divisor: RootPower, at step: StepContext, dividingBy squares: any SquareEstimator) {
    correction = divisor.correctsBias && squares.retention != nil ? Float(step[c]) : 1
    epsilon = Float(divisor.epsilon)
    power = -2 * divisor.power
  }

  // A call for each element would keep the loops of pairs from being vectorized.
  @inline(__always) func scaled(_ direction: Float, by kept: Float) -> Float {
    direction * (correction * Kernels.power(squareRoot(kept) + epsilon, power))
  }
}

extension Divisor where Self == RootPower {
  /// A power of the root of the estimate: Padam's.
  public static func power(
    _ power: Double = 0.125, epsilon: Double = 1e-8, correctsBias: Bool = true
  ) -> Self {
    Self(power: power, epsilon: epsilon, correctsBias: correctsBias).checked()
  }
}
