import Descent
import Testing

@Suite struct LookaheadTests {
  @Test(arguments: cases(from: "optax") + cases(from: "pytorch_optimizer"))
  func `is optax's and pytorch_optimizer's Lookahead`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let base = try Optimizer(
      reference.name.hasSuffix("Adam")
        ? .adam(
          learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
          epsilon: settings["epsilon"])
        : .sgd(learningRate: reference.schedule, momentum: settings["momentum"]))
    let period = Int(settings["period"])
    let slowStep = settings["slowStep"]
    try WrapperCheck(reference: reference).expect(
      base.lookahead(period: period, slowStep: slowStep),
      notMistakenFor: [
        base, base.lookahead(period: period + 1, slowStep: slowStep),
        base.lookahead(period: period, slowStep: 1 - slowStep / 2),
      ])
  }

  @Test(arguments: GradientSeries.ordinary)
  func `goes a part of the way`(_ series: GradientSeries) throws {
    let rows = try SeriesRun(series).rows(
      of: Optimizer(.sgd(learningRate: .constant(0.1))).lookahead(period: 3, slowStep: 0.3))
    func oracle(_ start: Double, _ g: [Double]) -> [(fast: Double, slow: Double)] {
      var (fast, slow) = (start, start)
      return g.enumerated().map { index, gradient in
        fast -= Double(Float(0.1)) * gradient
        if index % 3 == 2 {
          slow = 0.7 * slow + 0.3 * fast
          fast = slow
        }
        return (fast, slow)
      }
    }
    let start = SeriesRun.start(series)
    expect(rows.values, areNear: eachElement(series, from: start) { oracle($0, $1).map(\.fast) })
    expect(rows.averages, areNear: eachElement(series, from: start) { oracle($0, $1).map(\.slow) })
  }

  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme)
  func `with a period and a slow step of 1 it is the optimizer inside`(
    _ series: GradientSeries
  ) throws {
    let base = try Optimizer(.adamw(learningRate: .constant(0.1)))
    #expect(
      try SeriesRun(series).rows(of: base.lookahead(period: 1, slowStep: 1)).values
        == SeriesRun(series).rows(of: base).values)
  }

  private static func cases(from library: String) -> [ReferenceCase] {
    ReferenceCase.cases(from: library, wrapped: true).filter { $0.name.hasPrefix("Lookahead") }
  }
}
