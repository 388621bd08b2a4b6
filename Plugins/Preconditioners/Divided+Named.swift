import Kernels
public import Optimization

extension Preconditioner where Self == Divided {
  /// Division by the root mean square of the gradients, corrected for its start: Adam's; without the
  /// correction, RMSprop's.
  ///
  /// Centered, it is by the standard deviation, which is never corrected.
  public static func rootMeanSquare(
    beta: Double = 0.999, epsilon: Double = 1e-8, epsilonInRoot: Double = 0,
    correctsBias: Bool = true, correctsEpsilon: Bool = false, centered: Bool = false,
    start: Double = 0
  ) -> Self {
    require(
      !centered || !correctsBias && !correctsEpsilon,
      "rootMeanSquare: nothing is corrected where centered is true")
    return divided(
      by: .root(
        epsilon: epsilon, epsilonInRoot: epsilonInRoot, correctsBias: correctsBias,
        correctsEpsilon: correctsEpsilon),
      keeping: centered ? .variance(beta: beta, start: start) : .mean(beta: beta, start: start))
  }

  /// Division by the largest root mean square so far: AMSGrad's.
  ///
  /// Corrected after the maximum, as in PyTorch and in the code of the SWD authors, before it, as in optax,
  /// or nowhere, as in the paper.
  public static func amsgrad(
    beta: Double = 0.999, epsilon: Double = 1e-8,
    correction: RunningMaximum.Correction? = .afterMaximum
  ) -> Self {
    divided(
      by: .root(epsilon: epsilon, correctsBias: correction == .afterMaximum),
      keeping: .mean(beta: beta).runningMaximum(correctsFirst: correction == .beforeMaximum))
  }

  /// Division by the root of the sum of squares: Adagrad's.
  ///
  /// PyTorch starts at 0; optax and Keras at 0.1, and optax has 1e-7 inside the root in place of ε.
  public static func adagrad(
    start: Double = 0, epsilon: Double = 1e-10, epsilonInRoot: Double = 0
  ) -> Self {
    divided(by: .root(epsilon: epsilon, epsilonInRoot: epsilonInRoot), keeping: .sum(start: start))
  }

  /// Division by a root mean square that changes in even steps: Yogi's, whose paper has no correction.
  public static func yogi(
    beta: Double = 0.999, epsilon: Double = 1e-3, start: Double = 1e-6, correctsBias: Bool = true
  ) -> Self {
    divided(
      by: .root(epsilon: epsilon, correctsBias: correctsBias),
      keeping: .even(beta: beta, start: start))
  }

  /// Division by the root mean square of what the average did not foresee: AdaBelief's.
  ///
  /// The paper, its code and timm add one ε at both places; optax has two. Where timm rectifies, ε stands
  /// beside the uncorrected root.
  public static func adabelief(
    beta: Double = 0.999, epsilon: Double = 1e-16, epsilonInAverage: Double = 1e-16,
    correctsEpsilon: Bool = false
  ) -> Self {
    divided(
      by: .root(epsilon: epsilon, correctsEpsilon: correctsEpsilon),
      keeping: .surprise(beta: beta, epsilonInAverage: epsilonInAverage))
  }

  /// Division by a power of the root mean square, which never falls: Padam's.
  ///
  /// A power of ½ is AMSGrad, and Adam without the maximum, with ε beside the uncorrected root.
  public static func partialPower(
    _ power: Double = 0.125, beta: Double = 0.999, epsilon: Double = 1e-8,
    keepsMaximum: Bool = true, correctsBias: Bool = true
  ) -> Self {
    divided(
      by: .power(power, epsilon: epsilon, correctsBias: correctsBias),
      keeping: mean(beta: beta, keepsMaximum: keepsMaximum))
  }

  /// Division by the root mean square within closing bounds: AdaBound's; with the maximum, AMSBound's.
  public static func adabound(
    beta: Double = 0.999, epsilon: Double = 1e-8, finalScale: Double = 100, gamma: Double = 1e-3,
    keepsMaximum: Bool = false
  ) -> Self {
    divided(
      by: .closingBounds(epsilon: epsilon, finalScale: finalScale, gamma: gamma),
      keeping: mean(beta: beta, keepsMaximum: keepsMaximum))
  }

  /// Division by the root mean square of the gradients before this one, clipped: ADOPT's.
  public static func laggedRootMeanSquare(
    beta: Double = 0.9999, epsilon: Double = 1e-6, clips: Bool = true, clipExponent: Double = 0.25
  ) -> Self {
    divided(
      by: .flooredRoot(epsilon: epsilon, clips: clips, clipExponent: clipExponent),
      keeping: .laggedMean(beta: beta))
  }

  /// Division by the root of a weighted mean of the squared gradient and of its running mean: QHAdam's.
  public static func quasiHyperbolic(
    beta: Double = 0.999, nu: Double = 1, epsilon: Double = 1e-8
  ) -> Self {
    divided(by: .root(epsilon: epsilon), keeping: .mixture(beta: beta, nu: nu))
  }

  /// Division by the fading maximum of the gradients: Adamax's.
  ///
  /// With both ε 0, a coordinate without any gradient so far divides 0 by 0, as in the paper.
  public static func infinityNorm(
    beta: Double = 0.999, epsilon: Double = 1e-8, epsilonOutside: Double = 0
  ) -> Self {
    divided(
      by: .magnitude(epsilonOutside: epsilonOutside),
      keeping: .fadingMaximum(beta: beta, epsilon: epsilon))
  }

  private static func mean(beta: Double, keepsMaximum: Bool) -> any SquareEstimator {
    keepsMaximum ? MeanSquare.mean(beta: beta).runningMaximum() : MeanSquare.mean(beta: beta)
  }
}
