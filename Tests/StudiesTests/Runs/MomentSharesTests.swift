import Descent
@testable import Studies
import Testing

/// The shares of a moment, against numbers worked out by hand.
@Suite struct MomentSharesTests {
  private let weight = Parameter("w", kind: .weight, [2, -3, 1])
  private let bias = Parameter("b", kind: .bias, [100])

  private func shares(of gradients: [[Float]]) -> MomentShares {
    let groups = [
      ParameterGroup("decayed", [weight]),
      ParameterGroup("others", [bias], decayMultiplier: 0),
    ]
    var shares = MomentShares(groups)
    bias.setGradient([1e6])
    for gradient in gradients {
      weight.setGradient(gradient)
      shares.readStep()
    }
    return shares
  }

  @Test func constantGradients() {
    // After two steps the averages of constants are 1 − β² of them: ratios stay what they are.
    let shares = shares(of: [[1, 2, 2], [1, 2, 2]])
    #expect(abs(shares.ofFirst(rate: 0.5) - 3 / (3 + 0.5 * 14.0.squareRoot())) < 1e-12)
    #expect(abs(shares.ofSecond(rate: 0.5) - 9 / (9 + 0.25 * 14)) < 1e-12)
  }

  @Test func whatDrownsWhereBothAreInTheMoments() {
    // λ|θ| of 1, 1.5 and 0.5 against gradients of 1.1, 1 and 0.4.
    #expect(shares(of: [[1.1, -1, 0.4]]).drownedWhenCoupled(rate: 0.5) == 2.0 / 3)
  }

  @Test func whatDrownsBesideAdamsStep() {
    // Adam's step is g / (|g| + ε) with the first gradient: 1/2, 3/4 and 9/10 at ε = 1.
    let shares = shares(of: [[1, 3, 9]])
    #expect(shares.drownedWhenDecoupled(rate: 0.2501, epsilon: 1) == 2.0 / 3)
    #expect(shares.drownedWhenDecoupled(rate: 0.2499, epsilon: 1) == 0)
    #expect(shares.drownedWhenDecoupled(rate: 0.2501, epsilon: 0) == 0)
  }

  @Test func averagesFollowTheWeights() {
    var shares = MomentShares([ParameterGroup("decayed", [weight])])
    weight.setGradient([1, 0, 0])
    shares.readStep()
    weight.value.update([0, 0, 0])
    shares.readStep()
    weight.setGradient([0, 0, 0])
    shares.readStep()
    // Gradients 1, 1, 0 and weights of length √14 before the first two steps, 0 before the third; the
    // weight was read before it changed.
    let (kept, added) = (0.9, 0.1)
    let gradients = kept * (kept * added + added)
    let weights = kept * (kept * added + added) * 14.0.squareRoot()
    #expect(abs(shares.ofFirst(rate: 1) - gradients / (gradients + weights)) < 1e-12)
  }
}
