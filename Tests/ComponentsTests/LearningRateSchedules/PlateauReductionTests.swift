import Descent
import Testing

@Suite struct PlateauReductionTests {
  /// PyTorch's settings, and a neighbour that is as patient as the other case.
  private func schedules(
    _ reference: ScheduleReference
  ) -> (same: PlateauReduction, neighbour: PlateauReduction) {
    let s = reference.settings
    func schedule(patience: Int) -> PlateauReduction {
      ConstantRate.constant(s["base"]).reducedOnPlateau(
        factor: s["factor"], patience: patience, threshold: s["threshold"],
        isRelative: reference.name.hasSuffix("relative"), cooldown: Int(s["cooldown"]),
        smallest: s["smallest"])
    }
    let patience = Int(s["patience"])
    return (schedule(patience: patience), schedule(patience: patience + 1))
  }

  private func rates(
    _ schedule: any LearningRateSchedule, _ metrics: [Double]
  ) throws -> [Double] {
    var optimizer = try Optimizer(.sgd(learningRate: schedule))
    return metrics.map { metric in
      defer { optimizer.observe(metric: metric) }
      return optimizer.nextLearningRate
    }
  }

  @Test(arguments: ScheduleReference.all.filter { !$0.metrics.isEmpty })
  func `reduces when PyTorch's does`(_ reference: ScheduleReference) throws {
    let schedules = schedules(reference)
    let same = try rates(schedules.same, reference.metrics)
    // PyTorch leaves out a reduction by less than 1e-8, and stays at such a rate for good.
    let end = reference.values.firstIndex { $0 < 1.1e-8 }.map { $0 + 1 } ?? same.count
    #expect(end >= 20)
    #expect(reference.firstDifference(of: same, in: 0..<end) == nil)
    let neighbour = try rates(schedules.neighbour, reference.metrics)
    #expect(reference.firstDifference(of: neighbour) != nil)
  }

  @Test func `a step uses it, and a copy goes on by itself`() throws {
    let schedule = LinearDecay.linear(from: 1, steps: 10).reducedOnPlateau(factor: 0.5, patience: 0)
    var optimizer = try Optimizer(.sgd(learningRate: schedule))
    let weight = Parameter("weight", [1])
    let group = ParameterGroup("all", [weight])
    weight.setGradient([0])
    optimizer.observe(metric: 1)
    var copy = optimizer
    optimizer.observe(metric: .nan)
    #expect(try optimizer.step([group]).learningRate == 0.5)
    #expect(try copy.step([group]).learningRate == 1)
    #expect(try optimizer.step([group]).learningRate == 0.45)
  }

  @Test func `a share of a negative metric is one of its magnitude`() throws {
    let schedule = ConstantRate.constant(1).reducedOnPlateau(
      factor: 0.5, patience: 0, threshold: 0.1)
    #expect(try rates(schedule, [-1, -1, -1.05, -1.2, -1.2]) == [1, 1, 0.5, 0.25, 0.25])
  }

  @Test func `larger can be better`() throws {
    let schedule = ConstantRate.constant(1).reducedOnPlateau(
      factor: 0.5, patience: 0, threshold: 0.1, isRelative: false, largerIsBetter: true)
    #expect(try rates(schedule, [1, 2, 2.05, 3, 2, 2]) == [1, 1, 1, 0.5, 0.5, 0.25])
  }

  @Test func `a group's own schedule is told, too`() throws {
    let own = Composition.sgd(learningRate: .constant(1).reducedOnPlateau(patience: 0))
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1)), groups: ["head": own])
    let parameters = ["body", "head"].map { Parameter($0, [0]) }
    let groups = parameters.map { ParameterGroup($0.name, [$0]) }
    for parameter in parameters { parameter.setGradient([1]) }
    optimizer.observe(metric: 1)
    optimizer.observe(metric: 1)
    try optimizer.step(groups)
    #expect(parameters.map { Array($0.value) } == [[-1], [-0.1]])
  }
}
