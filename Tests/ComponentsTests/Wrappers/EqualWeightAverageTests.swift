import Descent
import Testing

@Suite struct EqualWeightAverageTests {
  @Test(
    arguments: ReferenceCase.cases(from: "torch", wrapped: true).filter {
      $0.name.hasPrefix("Equal average")
    })
  func `is PyTorch's average`(_ reference: ReferenceCase) throws {
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
}
