import Descent
import Foundation
import Testing

@Suite struct DifferenceAverageTests {
  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme, [false, true])
  func `is Adan's Algorithm 1`(_ series: GradientSeries, startsFromZero: Bool) {
    let moments: DifferenceAverage = .differenceAverage(
      beta1: 0.9, beta2: 0.8, startsFromZero: startsFromZero)
    let steps = run(moments, series)
    expect(
      steps.map(\.direction),
      areNear: eachElement(series) {
        adan($0, startsFromZero: startsFromZero).map(\.direction)
      })
    expect(
      steps.map(\.observed),
      areNear: eachElement(series) {
        adan($0, startsFromZero: startsFromZero).map(\.observed)
      })
  }

  @Test func `weighs differences by the complement where asked to`() {
    let steps = run(
      DifferenceAverage.differenceAverage(beta1: 0.9, beta2: 0.75, weight: .complement), .smooth)
    let gradients = GradientSeries.smooth.exact
    for i in gradients[0].indices {
      let expected = gradients[1][i] + 0.25 * (gradients[1][i] - gradients[0][i])
      #expect(abs(Double(steps[1].observed[i]) - expected) < 1e-6)
    }
  }

  @Test func `keeps numbers with an exponent in its explanation`() throws {
    let optimizer = try Optimizer(.adan(learningRate: .constant(1), epsilon: 1e-8))
    #expect(optimizer.explain().contains("d ← d / (√(v / (1 − 0.99^t)) + 1e-08)"))
  }

  /// The paper's lines in its own betas, which are 1 minus ours, with the authors' bias corrections.
  private func adan(
    _ gradients: [Double], startsFromZero: Bool
  ) -> [(direction: Double, observed: Double)] {
    let (beta1, beta2) = (0.1, 0.2)
    var m = 0.0
    var v = 0.0
    return gradients.indices.map { k in
      let last = k > 0 ? gradients[k - 1] : startsFromZero ? 0 : gradients[0]
      let difference = gradients[k] - last
      m = (1 - beta1) * m + beta1 * gradients[k]
      v = (1 - beta2) * v + beta2 * difference
      let t = Double(k + 1)
      return (
        m / (1 - pow(1 - beta1, t)) + (1 - beta2) * v / (1 - pow(1 - beta2, t)),
        gradients[k] + (1 - beta2) * difference
      )
    }
  }
}
