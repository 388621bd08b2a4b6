import Descent
import Foundation
import Testing

@Suite struct NesterovAverageTests {
  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme, [0.5, 0])
  func `is Dozat's Algorithm 2`(_ series: GradientSeries, dip: Double) {
    let moments: NesterovAverage = .nesterovAverage(beta: 0.9, dip: dip, momentumDecay: 0.05)
    expect(
      directions(of: moments, series),
      areNear: eachElement(series) { dozat($0, dip: dip, momentumDecay: 0.05) })
  }

  @Test func `corrects for this step where asked to`() {
    let moments: NesterovAverage = .nesterovAverage(beta: 0.8, dip: 0, correctsAhead: false)
    let oracle = eachElement(.smooth) { gradients in
      var m = 0.0
      return gradients.enumerated().map { index, g in
        m = 0.8 * m + 0.2 * g
        return (0.8 * m + 0.2 * g) / (1 - pow(0.8, Double(index + 1)))
      }
    }
    expect(directions(of: moments, .smooth), areNear: oracle)
  }

  @Test func `is the gradient without momentum`() {
    let rows = directions(of: NesterovAverage.nesterovAverage(beta: 0), .smooth)
    #expect(rows == GradientSeries.smooth.steps)
  }

  /// θ's direction in the paper's terms: ĝ, m̂ and the products of μ from scratch at each step.
  private func dozat(_ gradients: [Double], dip: Double, momentumDecay: Double) -> [Double] {
    let mu = (1...(gradients.count + 1)).map {
      0.9 * (1 - dip * pow(0.96, Double($0) * momentumDecay))
    }
    var m = 0.0
    return gradients.indices.map { i in
      let product = mu[...i].reduce(1, *)
      let scaledGradient = gradients[i] / (1 - product)
      m = 0.9 * m + 0.1 * gradients[i]
      let scaledAverage = m / (1 - product * mu[i + 1])
      return (1 - mu[i]) * scaledGradient + mu[i + 1] * scaledAverage
    }
  }
}
