import Descent
import Foundation
import Testing

@Suite struct ExponentialWeightAverageTests {
  @Test(arguments: cases(from: "torch") + cases(from: "optax"))
  func `is PyTorch's and optax's average`(_ reference: ReferenceCase) throws {
    let corrects = (reference.settings.numbers["debias"] ?? 0) != 0
    func averaging(_ begin: WeightAverageBegin, beta: Double) throws -> any GroupStepper {
      try Optimizer(.sgd(learningRate: reference.schedule))
        .averagingWeights(beta: beta, begin: begin)
    }
    let beta = reference.settings["averageBeta"]
    let begin = corrects ? WeightAverageBegin.corrected : .firstWeights
    try WrapperCheck(reference: reference).expect(
      averaging(begin, beta: beta),
      notMistakenFor: WeightAverageBegin.allCases.filter { $0 != begin }
        .map { try averaging($0, beta: beta) } + [averaging(begin, beta: beta + 0.001)])
  }

  @Test(arguments: GradientSeries.ordinary, WeightAverageBegin.allCases)
  func `is the weighted mean of all weights`(
    _ series: GradientSeries, begin: WeightAverageBegin
  ) throws {
    let rows = try SeriesRun(series).rows(
      of: Optimizer(.sgd(learningRate: .constant(0.1))).averagingWeights(beta: 0.6, begin: begin))
    expect(
      rows.averages,
      areNear: eachElement(series, from: SeriesRun.start(series)) { start, g in
        var weight = start
        var sum = 0.0
        var total = 0.0
        return g.enumerated().map { index, gradient in
          weight -= Double(Float(0.1)) * gradient
          let t = Double(index + 1)
          let beta = begin == .growing ? min(0.6, (1 + t) / (10 + t)) : 0.6
          let share = begin == .corrected || index > 0 ? 1 - beta : 1
          sum = beta * sum + share * weight
          total = beta * total + share
          return begin == .growing && index == 0 ? weight : sum / total
        }
      })
  }

  private static func cases(from library: String) -> [ReferenceCase] {
    ReferenceCase.cases(from: library, wrapped: true).filter {
      $0.name.hasPrefix("Exponential average")
    }
  }
}
