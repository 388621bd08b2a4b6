import Foundation
import Kernels
public import Optimization

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
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - power: in `0 ... 0.5`.
  ///   - epsilon: in `0...`.
  ///   - keepsMaximum: whether the mean square never falls.
  ///   - correctsBias: whether early results are corrected.
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

  public var rules: [Rule] {
    [
      Rule("beta", beta, in: 0..<1), Rule("power", power, in: 0...0.5),
      Rule("epsilon", epsilon, in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("v")] + (keepsMaximum ? [StateArray("w")] : [])
  }

  public var secondMoment: SecondMoment {
    if keepsMaximum { return .measured }
    return .recurrent(retention: Float(beta), innovation: Float(1 - beta), correctedBy: nil)
  }

  public var gainFormula: String? {
    "\(correctionFormula) / mean(\(keepsMaximum ? "w" : "v"))^\(brief(power))"
  }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    meanSecondMoment > 0 || power == 0
      ? correction(at: step) / pow(meanSecondMoment, power) : nil
  }

  public var equations: [String] {
    let b = brief(beta)
    let w = keepsMaximum ? "w" : "v"
    return ["v ← \(b)·v + (1 − \(b))·g^2"] + (keepsMaximum ? ["w ← max(w, v)"] : []) + [
      "d ← d·\(correctionFormula) / (√\(w) + \(brief(epsilon)))^\(brief(2 * power))"
    ]
  }

  private var correctionFormula: String { correctsBias ? "√(1 − \(brief(beta))^t)" : "1" }

  private func correction(at step: Int) -> Double {
    correctsBias ? (1 - pow(beta, Double(step))).squareRoot() : 1
  }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    let plain = Pass(
      beta: Float(beta), share: Float(1 - beta), correction: Float(correction(at: step.step)),
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

    func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double {
      var sum = 0.0
      for i in 0..<count { sum += Double(state[0, i]) }
      return sum
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

    func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double {
      var sum = 0.0
      for i in 0..<count { sum += Double(state[1, i]) }
      return sum
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
