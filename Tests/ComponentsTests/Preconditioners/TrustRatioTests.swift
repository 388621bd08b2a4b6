import Descent
import Testing

@Suite struct TrustRatioTests {
  /// Values of six elements, and what a step of LARS or LAMB does by the papers' lines.
  static let values: [Double] = [0.5, -0.25, 2, 0, -1, 0.125]

  @Test(arguments: GradientSeries.squarable, TrustRatio.Limit.allCases)
  func `scales as LAMB, Algorithm 2`(
    _ series: GradientSeries, limit: TrustRatio.Limit
  ) {
    let rows = rescaled(
      by: Identity().scaledByTrustRatio(coefficient: 2, limit: limit), series,
      parameters: Self.values.map { Float($0) }, decay: 0.5)
    let oracle = series.exact.map { gradients in
      let update = zip(gradients, Self.values).map { $0 + 0.5 * $1 }
      var ratio = 2 * norm(Self.values) / norm(update)
      if limit == .one { ratio = min(ratio, 1) }
      if limit == .learningRate { ratio = min(ratio / 0.1, 1) }
      return update.map { ratio * $0 }
    }
    expect(rows, areNear: oracle)
  }

  @Test(arguments: GradientSeries.squarable)
  func `scales as LARS, Algorithm 1`(_ series: GradientSeries) {
    let scaling = Identity().scaledByTrustRatio(
      coefficient: 0.1, epsilon: 0.01, sumsNorms: true)
    let rows = rescaled(
      by: scaling, series, parameters: Self.values.map { Float($0) }, decay: 0.5)
    let oracle = series.exact.map { gradients in
      let isZero = norm(gradients) == 0
      let sum = norm(gradients) + 0.5 * norm(Self.values) + 0.01
      let ratio = isZero ? 1 : 0.1 * norm(Self.values) / sum
      return zip(gradients, Self.values).map { ratio * ($0 + 0.5 * $1) }
    }
    expect(rows, areNear: oracle)
  }

  @Test func `leaves what does not decay alone where it should`() {
    let series = GradientSeries.smooth
    let scaling = Identity().scaledByTrustRatio(adaptsWithoutDecay: false)
    #expect(rescaled(by: scaling, series) == series.steps)
  }
}

private func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
