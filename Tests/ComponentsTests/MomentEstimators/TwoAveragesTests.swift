import Descent
import Foundation
import Testing

@Suite struct TwoAveragesTests {
  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme, [0, 8])
  func `is AdEMAMix' Algorithm 1`(_ series: GradientSeries, warmUp: Int) {
    let oracle = eachElement(series) { gradients in
      var fast = 0.0
      var slow = 0.0
      return gradients.enumerated().map { index, g in
        let t = Double(index + 1)
        let alpha = warmUp == 0 ? 4 : min(t * 4 / Double(warmUp), 4)
        let beta3 = warmUp == 0 ? 0.99 : scheduledBeta3(at: t / Double(warmUp))
        fast = 0.9 * fast + (1 - 0.9) * g
        slow = beta3 * slow + (1 - beta3) * g
        return fast / (1 - pow(0.9, t)) + alpha * slow
      }
    }
    let moments: TwoAverages = .twoAverages(beta1: 0.9, beta3: 0.99, alpha: 4, warmUp: warmUp)
    expect(directions(of: moments, series), areNear: oracle)
  }

  @Test func `warms up from no fast average`() {
    let moments: TwoAverages = .twoAverages(beta1: 0, beta3: 0.99, alpha: 4, warmUp: 3)
    let strays = directions(of: moments, .smooth).joined().filter { !$0.isFinite }
    #expect(strays.isEmpty)
  }

  @Test func `a warm-up of one step is none`() {
    #expect(
      directions(of: TwoAverages.twoAverages(warmUp: 1), .smooth)
        == directions(of: TwoAverages.twoAverages(), .smooth))
  }

  /// The paper's f_β₃ in its own form.
  private func scheduledBeta3(at share: Double) -> Double {
    let numerator = log(0.9) * log(0.99)
    let scheduled = exp(numerator / ((1 - share) * log(0.99) + share * log(0.9)))
    return share >= 1 ? 0.99 : min(scheduled, 0.99)
  }
}
