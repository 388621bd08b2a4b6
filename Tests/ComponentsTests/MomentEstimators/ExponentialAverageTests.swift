import Descent
import Foundation
import Testing

@Suite struct ExponentialAverageTests {
  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme, [false, true])
  func `is Adam's first moment`(_ series: GradientSeries, corrects: Bool) {
    let oracle = eachElement(series) { gradients in
      var m = 0.0
      return gradients.enumerated().map { index, g in
        m = 0.9 * m + (1 - 0.9) * g
        return corrects ? m / (1 - pow(0.9, Double(index + 1))) : m
      }
    }
    let moments: ExponentialAverage = .exponential(beta: 0.9, correctsBias: corrects)
    expect(directions(of: moments, series), areNear: oracle)
  }

  /// Written as one weighted mean over all steps so far.
  @Test(arguments: GradientSeries.ordinary)
  func `weighs by the learning rate where asked to`(_ series: GradientSeries) {
    func rate(_ step: Int) -> Double { step == 3 ? 0 : 0.5 / Double(step) }
    let oracle = eachElement(series) { gradients in
      gradients.indices.map { now in
        let weights = (0...now).map { pow(0.9, Double(now - $0)) * rate($0 + 1) }
        return zip(weights, gradients).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
      }
    }
    let moments: ExponentialAverage = .exponential(beta: 0.9, weighsByRate: true)
    expect(directions(of: moments, series, learningRate: rate), areNear: oracle)
  }

  @Test func `weighs nothing before the first learning rate`() {
    let rows = directions(
      of: ExponentialAverage.exponential(beta: 0.9, weighsByRate: true), .smooth,
      learningRate: { _ in 0 })
    #expect(rows.joined().allSatisfy { $0 == 0 } == true)
  }
}
