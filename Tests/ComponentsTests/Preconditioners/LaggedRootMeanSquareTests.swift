import Descent
import Foundation
import Testing

@Suite struct LaggedRootMeanSquareTests {
  @Test(arguments: GradientSeries.ordinary, [false, true])
  func `is ADOPT's Algorithm 2`(_ series: GradientSeries, clips: Bool) {
    let oracle = eachElement(series) { gradients in
      // The paper's step t is the one after the first gradient g₀, of which it only keeps the square.
      var v = gradients[0] * gradients[0]
      return [0]
        + gradients.indices.dropFirst().map { t in
          let scaled = gradients[t] / max(v.squareRoot(), 1e-3)
          let bound = clips ? pow(Double(t), 0.25) : .infinity
          v = 0.9 * v + (1 - 0.9) * gradients[t] * gradients[t]
          return min(max(scaled, -bound), bound)
        }
    }
    let moments = Gradient().after(.laggedRootMeanSquare(beta: 0.9, epsilon: 1e-3, clips: clips))
    expect(directions(of: moments, series), areNear: oracle)
  }

  @Test func `lets NaN through`() {
    let series = GradientSeries("not a number", steps: 3) { t, i in t == 2 && i == 0 ? .nan : 1 }
    let rows = directions(of: Gradient().after(.laggedRootMeanSquare()), series)
    #expect(rows[1][0].isNaN)
    #expect(rows[1][1] == 1)
  }

  @Test(arguments: [false, true])
  func `goes with stable decay`(isInside: Bool) throws {
    let scaling = Divided.laggedRootMeanSquare(beta: 0.5)
    var optimizer = try Optimizer(
      moments: isInside ? Gradient().after(scaling) : Gradient(),
      preconditioner: isInside ? Identity() : scaling, decay: .stable(0.1), schedule: .constant(0.5)
    )
    let parameter = Parameter("p", [1, 1])
    let group = ParameterGroup("all", [parameter])
    // v₁ = 2², then half of what was and half of the new square.
    for (gradient, v) in [(2.0, 4.0), (4, 10), (1, 5.5)] {
      parameter.setGradient([Float(gradient), Float(gradient)])
      let rate = try #require(try optimizer.step([group]).decayRate)
      #expect(abs(rate / (0.5 * 0.1 / v.squareRoot()) - 1) < 1e-6)
    }
  }
}
