import Descent
import Testing

/// What each average says that it does is what it does, before and behind preconditioners.
@Suite struct MomentExplanationTests {
  static let moments: [any MomentEstimator] = [
    .heavyBall(beta: 0.9, rateInside: true), .nesterov(beta: 0.9, rateInside: true),
    .exponential(beta: 0.9, weighsByRate: true), .nesterovAverage(momentumDecay: 0.1),
    .nesterovAverage(dip: 0, correctsAhead: false), .interpolated(),
    .quasiHyperbolic(beta: 0.9, correctsBias: true), .twoAverages(beta3: 0.99),
    .twoAverages(warmUp: 6), .differenceAverage(),
    .differenceAverage(weight: .complement, startsFromZero: true), .adaptiveInertia(beta0: 0.5),
    ExponentialAverage.exponential().after(.rootMeanSquare(beta: 0.9)),
    HeavyBall.heavyBall(beta: 0.9).after(
      .rootMeanSquare(beta: 0.9, correctsBias: false, centered: true)),
    ExponentialAverage.exponential(correctsBias: false).after(.laggedRootMeanSquare(beta: 0.7)),
    TwoAverages.twoAverages(warmUp: 6).after(.adabelief(epsilon: 0.1)),
  ]

  static let others: [(preconditioner: any Preconditioner, decay: any DecayPolicy)] = [
    (.identity, .l2(0.05)), (.identity, .stable(0.05)),
    (.quasiHyperbolic(beta: 0.9, nu: 0.5), .decoupled(0.5)),
    (.rootMeanSquare(beta: 0.9), .stable(0.05)), (.laggedRootMeanSquare(beta: 0.9), .stable(0.05)),
  ]

  @Test(arguments: moments.indices, others.indices)
  func `averages as it says`(_ index: Int, _ other: Int) throws {
    let composition = Composition(
      moments: Self.moments[index], preconditioner: Self.others[other].preconditioner,
      decay: Self.others[other].decay, schedule: .cosine(peak: 0.1, steps: 8).warmedUp(for: 2))
    guard composition.hasMeaning else { return }
    try ExplanationCheck().expect(composition)
  }
}
