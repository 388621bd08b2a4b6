@testable import Studies
import Testing

@Suite struct DecayCurveTests {
  private func curve(_ losses: [Double], norms: [Double] = [10, 8, 6, 4, 2]) -> DecayCurve {
    DecayCurve(
      places: [-4, -3, -2, -1, 0], losses: losses, norms: norms, plain: (loss: 2, norm: 10))
  }

  /// Half of the gain of 1 is reached halfway between the first two places, and between the last two.
  @Test func halfOfTheGainOnBothSides() {
    #expect(curve([2, 1, 1, 1, 2]).widthOfGain == 3)
    #expect(curve([2, 2, 1, 2, 2]).widthOfGain == 1)
    #expect(curve([2, 1.75, 1, 1.5, 2]).bestGain == 0.5)
    #expect(abs(curve([2, 1.75, 1, 1.5, 2]).widthOfGain - (1 + 2.0 / 3)) < 1e-12)
  }

  /// At the third place the loss is just as low as half of the gain asks, and falls again.
  @Test func whatTouchesTheLevelIsNotBeyond() {
    #expect(curve([2, 1, 1.5, 1, 2]).widthOfGain == 3)
  }

  @Test func whatGainsNothingHasNoWidth() {
    #expect(curve([2, 2.1, 3, 4, 5]).widthOfGain == 0)
    #expect(curve([2, 2.1, 3, 4, 5]).bestGain == 0)
  }

  /// The norm is 9.5 a quarter of a decade behind the first place; the loss is 2.04 where 4 % of the way
  /// from 2 to 3 are gone.
  @Test func theCliffBeginsWhereDecayActs() {
    #expect(abs(curve([2, 2, 2, 3, 4]).cliffDistance - (-2 + 0.04 + 4 - 0.25)) < 1e-12)
    #expect(curve([2, 1, 1, 1, 1]).cliffDistance == 3.75)
  }
}
