import Descent
import Testing

@Suite struct SharpnessAwareTests {
  @Test(
    arguments: ReferenceCase.cases(from: "pytorch_optimizer", wrapped: true).filter {
      $0.callee == "pytorch_optimizer.SAM"
    })
  func `is pytorch_optimizer's SAM`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let base = try Optimizer(
      .sgd(learningRate: reference.schedule, momentum: settings["momentum"]))
    let rho = settings["rho"]
    let adaptive = settings.isOn("adaptive")
    try WrapperCheck(reference: reference, curvature: Float(settings["curvature"])).expect(
      base.sharpnessAware(rho: rho, adaptive: adaptive),
      notMistakenFor: [
        base, base.sharpnessAware(rho: rho, adaptive: !adaptive),
        base.sharpnessAware(rho: rho * 0.99, adaptive: adaptive),
      ])
  }

  @Test(arguments: GradientSeries.ordinary, [false, true])
  func `takes the gradient at the steepest point nearby`(
    _ series: GradientSeries, adaptive: Bool
  ) throws {
    let rows = try SeriesRun(series, curvature: 0.5).rows(
      of: Optimizer(.sgd(learningRate: .constant(0.1))).sharpnessAware(rho: 0.2, adaptive: adaptive)
    )
    var weights = SeriesRun.start(series).map(Double.init)
    let oracle = series.exact.map { slopes in
      let g = zip(slopes, weights).map { $0 + 0.5 * $1 }
      let t = weights.map { adaptive ? abs($0) : 1 }
      let norm = zip(t, g).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }.squareRoot()
      weights = weights.indices.map { i in
        let there = weights[i] + (norm > 0 ? 0.2 * t[i] * t[i] * g[i] / norm : 0)
        return weights[i] - Double(Float(0.1)) * (slopes[i] + 0.5 * there)
      }
      return weights
    }
    expect(rows.values, areNear: oracle)
  }

  @Test func `with a rho of 0 it is the optimizer inside`() throws {
    let base = try Optimizer(.adam(learningRate: .constant(0.1)))
    let run = { SeriesRun(.smooth, curvature: 0.5) }
    #expect(
      try run().rows(of: base.sharpnessAware(rho: 0)).values == run().rows(of: base).values)
  }
}
