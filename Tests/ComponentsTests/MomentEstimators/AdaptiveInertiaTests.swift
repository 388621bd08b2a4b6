import Descent
import Foundation
import Testing

@Suite struct AdaptiveInertiaTests {
  @Test(arguments: GradientSeries.ordinary, [0.1, 0.9])
  func `is Adai's Algorithm 2`(_ series: GradientSeries, beta0: Double) {
    let oracle = adai(series.exact, beta0: beta0)
    let moments: AdaptiveInertia = .adaptiveInertia(beta0: beta0, beta2: 0.99, epsilon: 1e-3)
    let rows = directions(of: moments, series, mean: { oracle.means[$0 - 1] })
    expect(rows, areNear: oracle.directions)
  }

  @Test func `stays finite where the squares underflow`() {
    let tiny = GradientSeries.extreme[1]
    let rows = directions(of: AdaptiveInertia.adaptiveInertia(), tiny, mean: { _ in 1e-60 })
    let strays = rows.joined().filter { !$0.isFinite }
    #expect(strays.isEmpty)
  }

  /// The paper's lines, with the product of all inertias; it divides by 0 where v̄ is 0, where the
  /// ratio counts as 0 here.
  private func adai(_ steps: [[Double]], beta0: Double) -> (directions: [[Double]], means: [Double])
  {
    var v = steps[0].map { _ in 0.0 }
    var m = v
    var product = v.map { _ in 1.0 }
    var means: [Double] = []
    let directions = steps.enumerated().map { index, gradients in
      for i in v.indices { v[i] = 0.99 * v[i] + 0.01 * gradients[i] * gradients[i] }
      let corrected = v.map { $0 / (1 - pow(0.99, Double(index + 1))) }
      let mean = corrected.reduce(0, +) / Double(v.count)
      means.append(mean)
      return v.indices.map { i in
        let ratio = mean > 0 ? corrected[i] / mean : 0
        let inertia = max(0, min(1 - beta0 * ratio, 1 - 1e-3))
        product[i] *= inertia
        m[i] = inertia * m[i] + (1 - inertia) * gradients[i]
        return m[i] / (1 - product[i])
      }
    }
    return (directions, means)
  }
}
