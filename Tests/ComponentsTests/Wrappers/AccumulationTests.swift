import Descent
import Testing

@Suite struct AccumulationTests {
  @Test(
    arguments: ReferenceCase.cases(from: "optax", wrapped: true).filter {
      $0.name.hasPrefix("Two gradients per step")
    })
  func `is optax's MultiSteps`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let base = try Optimizer(
      .adam(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"]))
    let every = Int(settings["every"])
    try WrapperCheck(reference: reference).expect(
      base.accumulating(every), notMistakenFor: [base, base.accumulating(every + 1)])
  }

  @Test func `nothing to gather is an error, as nothing to step is`() throws {
    var optimizer = try Optimizer(.sgd(learningRate: .constant(0.1))).accumulating(3)
    for groups in [[], [ParameterGroup("empty", [])]] {
      let error = #expect(throws: OptimizerError.self) { try optimizer.step(groups) }
      #expect(error?.code == .noParameters && optimizer.gathered == 0)
    }
  }

  @Test(arguments: GradientSeries.ordinary)
  func `steps with the mean`(_ series: GradientSeries) throws {
    let rows = try SeriesRun(series).rows(
      of: Optimizer(.sgd(learningRate: .constant(0.1))).accumulating(3))
    expect(
      rows.values,
      areNear: eachElement(series, from: SeriesRun.start(series)) { start, g in
        var weight = start
        return g.indices.map { index in
          if index % 3 == 2 {
            weight -= Double(Float(0.1)) * (g[index] + g[index - 1] + g[index - 2]) / 3
          }
          return weight
        }
      })
  }

  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme, [1, 2, 3, 4, 7, 8])
  func `equal gradients are one step, bit for bit`(_ series: GradientSeries, count: Int) throws {
    let base = try Optimizer(.adam(learningRate: .constant(0.1)))
    let once = try SeriesRun(series).rows(of: base).values
    let run = SeriesRun(series)
    var accumulating: any GroupStepper = base.accumulating(count)
    for step in 1...series.steps.count {
      for _ in 1...count { try run.take(step, with: &accumulating) }
      #expect(Array(run.parameter.value) == once[step - 1])
    }
  }

  @Test func `a gradient missing in one micro-batch counts as 0`() throws {
    let (a, b, groups) = pair()
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).accumulating(2)
    a.setGradient([2])
    b.setGradient([4])
    try optimizer.step(groups)
    b.clearGradient()
    a.setGradient([4])
    try optimizer.step(groups)
    #expect(Array(a.value) == [-3] && Array(b.value) == [-2])
    #expect(a.gradient.map(Array.init) == [4] && b.gradient == nil)
  }

  @Test func `a gradient missing in all micro-batches is missing in the step`() throws {
    let (a, b, groups) = pair()
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).accumulating(2)
    a.setGradient([2])
    try optimizer.step(groups)
    a.setGradient([4])
    #expect(throws: OptimizerError.self) { try optimizer.step(groups) }
    #expect(a.gradient.map(Array.init) == [4] && optimizer.gathered == 1)
    b.setGradient([6])
    try optimizer.step(groups)
    #expect(Array(a.value) == [-3] && Array(b.value) == [-3] && optimizer.gathered == 0)
  }

  @Test func `what was gathered can be forgotten`() throws {
    let (a, b, groups) = pair()
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).accumulating(2)
    a.setGradient([.nan])
    b.setGradient([.infinity])
    try optimizer.step(groups)
    optimizer.discardGathered()
    a.setGradient([2])
    b.setGradient([4])
    #expect(try optimizer.step(groups).skipped == "micro-batch 1 of 2")
    try optimizer.step(groups)
    #expect(Array(a.value) == [-2] && Array(b.value) == [-4])
  }

  @Test func `what is left at the end of an epoch makes a step of its own`() throws {
    let (a, b, groups) = pair()
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1)), missingGradients: .leaveOut)
      .accumulating(4)
    #expect(try optimizer.stepWithGathered(groups) == nil)
    for gradient: Float in [2, 4] {
      a.setGradient([gradient])
      try optimizer.step(groups)
    }
    #expect(try optimizer.stepWithGathered(groups)?.skipped == nil)
    #expect(Array(a.value) == [-3] && Array(b.value) == [0] && optimizer.gathered == 0)
    #expect(a.gradient.map(Array.init) == [4] && b.gradient == nil && optimizer.stepCount == 1)
  }

  @Test func `a micro-batch counts by its weight`() throws {
    let (a, b, groups) = pair()
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).accumulating(2)
    b.setGradient([0])
    for (gradient, weight) in [(Float(4), 3.0), (8, 1)] {
      a.setGradient([gradient])
      optimizer.weight = weight
      try optimizer.step(groups)
    }
    #expect(Array(a.value) == [-5])
  }

  private func pair() -> (Parameter, Parameter, [ParameterGroup]) {
    let a = Parameter("a", [0])
    let b = Parameter("b", [0])
    return (a, b, [ParameterGroup("all", [a, b])])
  }
}
