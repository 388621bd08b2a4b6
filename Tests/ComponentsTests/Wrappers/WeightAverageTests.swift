import Descent
import Foundation
import Testing

@Suite struct WeightAverageTests {
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

  @Test(
    arguments: ReferenceCase.cases(from: "torch", wrapped: true).filter {
      $0.name.hasPrefix("Equal average")
    })
  func `is PyTorch's mean`(_ reference: ReferenceCase) throws {
    func averaging(from first: Int, every: Int) throws -> any GroupStepper {
      try Optimizer(.sgd(learningRate: reference.schedule))
        .averagingWeights(from: first, every: every)
    }
    try WrapperCheck(reference: reference).expect(
      averaging(from: 1, every: 1),
      notMistakenFor: [averaging(from: 2, every: 1), averaging(from: 1, every: 2)])
  }

  @Test(arguments: GradientSeries.ordinary)
  func `is the mean of the weights that count`(_ series: GradientSeries) throws {
    let rows = try SeriesRun(series).rows(
      of: Optimizer(.sgd(learningRate: .constant(0.1))).averagingWeights(from: 3, every: 2))
    expect(
      rows.averages,
      areNear: eachElement(series, from: SeriesRun.start(series)) { start, g in
        var weight = start
        var counted: [Double] = []
        return g.enumerated().map { index, gradient in
          weight -= Double(Float(0.1)) * gradient
          if index >= 2, index.isMultiple(of: 2) { counted.append(weight) }
          return counted.isEmpty ? weight : counted.reduce(0, +) / Double(counted.count)
        }
      })
  }

  @Test func `an average that forgets can begin late, and leave steps out`() throws {
    let series = GradientSeries.smooth
    let rows = try SeriesRun(series).rows(
      of: WeightAverage(
        Optimizer(.sgd(learningRate: .constant(0.1))), beta: 0.6, from: 3, every: 2))
    expect(
      rows.averages,
      areNear: eachElement(series, from: SeriesRun.start(series)) { start, g in
        var weight = start
        var average: Double?
        return g.enumerated().map { index, gradient in
          weight -= Double(Float(0.1)) * gradient
          if index >= 2, index.isMultiple(of: 2) {
            average = average.map { 0.6 * $0 + 0.4 * weight } ?? weight
          }
          return average ?? weight
        }
      })
  }

  private static func cases(from library: String) -> [ReferenceCase] {
    ReferenceCase.cases(from: library, wrapped: true).filter {
      $0.name.hasPrefix("Exponential average")
    }
  }
}
