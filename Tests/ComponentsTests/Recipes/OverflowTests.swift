import Descent
import Testing

/// Finite gradients never make what is no number: what overflows stands still.
@Suite struct OverflowTests {
  static let sizes: [Float] = [1e-30, 1, 1e15, 2e19, 3e20, 1e30]

  @Test(arguments: Catalogue.standard.recipes.map(\.name))
  func `a recipe`(_ name: String) throws {
    for size in Self.sizes {
      for decay: any DecayPolicy in [.none, .decoupled(0.1), .l2(0.1)] {
        var composition = try Catalogue.standard.recipe(name).composition(
          ConstantRate.constant(1e-3))
        composition.decay = decay
        let hearsMetrics =
          (composition.schedule as? any ListeningSchedule)?.metricLines.isEmpty == false
        guard var optimizer = try? Optimizer(composition) else { continue }
        let matrix = Parameter("matrix", shape: [3, 4], (0..<12).map { Float($0) / 4 - 1 })
        let vector = Parameter("vector", [0.5, -1, 0, 2])
        let takesVectors = composition.preconditioner.refusal(of: [4]) == nil
        let group = ParameterGroup("all", takesVectors ? [matrix, vector] : [matrix])
        for step in 0..<4 {
          matrix.setGradient((0..<12).map { size * Float(($0 * 7 + step) % 5 - 2) })
          vector.setGradient([size, 0, 1, step == 2 ? -size : 1])
          if hearsMetrics { optimizer.observe(metric: 1) }
          _ = try optimizer.step([group])
        }
        let values = matrix.value.map { $0 } + vector.value.map { $0 }
        #expect(!values.contains { $0.isNaN }, "\(name), gradients of \(size), \(decay)")
      }
    }
  }

  @Test(arguments: [1, 1e-30, 1e-36, 1e-40, 1e-44, 1e-60])
  func `a rate inside a buffer, however small`(_ rate: Double) throws {
    let inside: [any MomentEstimator] = [
      .heavyBall(beta: 0.9, rateInside: true),
      HeavyBall.nesterov(beta: 0.9, rateInside: true),
      .exponential(beta: 0.9, weighsByRate: true),
    ]
    for moments in inside {
      var optimizer = try Optimizer(
        moments: moments, preconditioner: .identity, decay: .none, schedule: .constant(rate))
      let weight = Parameter("weight", [0.5, -1, 0, 2])
      let group = ParameterGroup("all", [weight])
      for _ in 0..<3 {
        weight.setGradient([1, -1, 0, 1e-3])
        try optimizer.step([group])
      }
      #expect(weight.value.allSatisfy { abs($0) < 10 }, "\(moments): \(weight.value)")
    }
  }
}
