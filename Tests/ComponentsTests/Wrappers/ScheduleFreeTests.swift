import Descent
import Foundation
import Testing

@Suite struct ScheduleFreeTests {
  @Test(arguments: cases("SGDScheduleFree"))
  func `is the authors' Schedule-Free SGD`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func optimizer(beta: Double, weightPower: Double, stepPower: Double) throws -> any GroupStepper
    {
      try ScheduleFree.sgd(
        learningRate: warmedUp(reference), beta: beta,
        weightPower: weightPower, stepPower: stepPower, decay: .decoupled(settings["weightDecay"]))
    }
    try check(reference, optimizer)
  }

  @Test(arguments: cases("AdamWScheduleFree"))
  func `is the authors' Schedule-Free AdamW`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func optimizer(beta: Double, weightPower: Double, stepPower: Double) throws -> any GroupStepper
    {
      try ScheduleFree.adamw(
        learningRate: warmedUp(reference), beta: beta, beta2: settings["beta2"],
        epsilon: settings["epsilon"],
        weightPower: weightPower, stepPower: stepPower, decay: .decoupled(settings["weightDecay"]))
    }
    try check(reference, optimizer)
  }

  @Test(arguments: cases("RAdamScheduleFree"))
  func `is the authors' Schedule-Free RAdam`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let silent = settings.isOn("silent")
    func optimizer(
      beta: Double, weightPower: Double, stepPower: Double, silent: Bool
    ) throws -> any GroupStepper {
      try ScheduleFree.radam(
        learningRate: reference.schedule, beta: beta, beta2: settings["beta2"],
        epsilon: settings["epsilon"], silent: silent,
        weightPower: weightPower, stepPower: stepPower, decay: .decoupled(settings["weightDecay"]))
    }
    try check(
      reference,
      { try optimizer(beta: $0, weightPower: $1, stepPower: $2, silent: silent) },
      neighbours: [optimizer(beta: 0.9, weightPower: 2, stepPower: 0, silent: !silent)])
  }

  @Test(
    arguments: ReferenceCase.cases(from: "optax").filter { $0.name.hasPrefix("Schedule-Free") })
  func `is optax's schedule_free`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func optimizer(beta: Double, weightPower: Double, stepPower: Double) throws -> any GroupStepper
    {
      reference.name.hasSuffix("SGD")
        ? try ScheduleFree.sgd(
          learningRate: reference.schedule, beta: beta, weightPower: weightPower,
          stepPower: stepPower)
        : try ScheduleFree.adamw(
          learningRate: reference.schedule, beta: beta, beta2: settings["beta2"],
          epsilon: settings["epsilon"],
          weightPower: weightPower, stepPower: stepPower, decay: .decoupled(settings["weightDecay"])
        )
    }
    try check(reference, optimizer)
  }

  @Test(arguments: GradientSeries.ordinary, [0.5, 1])
  func `interpolates and averages as the paper says`(_ series: GradientSeries, beta: Double) throws
  {
    let rates = [0.05, 0.1, 0.2, 0.1]
    let rows = try SeriesRun(series).rows(
      of: Optimizer(.sgd(learningRate: .list(rates))).scheduleFree(beta: beta, stepPower: 1))
    func oracle(_ start: Double, _ g: [Double]) -> [(y: Double, x: Double)] {
      var (x, z, sum) = (start, start, 0.0)
      return g.enumerated().map { index, gradient in
        let rate = rates[min(index, 3)]
        let weight = Double(index + 1) * pow(rates[...min(index, 3)].reduce(0, max), 2)
        sum += weight
        z -= Double(Float(rate)) * gradient
        x = (1 - weight / sum) * x + weight / sum * z
        return ((1 - beta) * z + beta * x, x)
      }
    }
    let start = SeriesRun.start(series)
    expect(rows.values, areNear: eachElement(series, from: start) { oracle($0, $1).map(\.y) })
    expect(rows.averages, areNear: eachElement(series, from: start) { oracle($0, $1).map(\.x) })
  }

  @Test func `a parameter without a gradient stays, and so does its average`() throws {
    let moving = Parameter("moving", [1])
    let resting = Parameter("resting", [1])
    let group = ParameterGroup("all", [moving, resting])
    var optimizer = try Optimizer(
      .sgd(learningRate: .constant(0.5)), missingGradients: .leaveOut
    ).scheduleFree()
    resting.setGradient([1])
    for _ in 1...5 {
      moving.setGradient([1])
      try optimizer.step([group])
      resting.clearGradient()
    }
    #expect(Array(resting.value) == [0.5])
    #expect(optimizer.withAverages { Array(resting.value) } == [0.5])
    #expect(moving.value[0] < 0)
  }

  private static func cases(_ type: String) -> [ReferenceCase] {
    ReferenceCase.cases(from: "schedulefree", callees: ["schedulefree.\(type)"])
  }

  /// The learning rates times min(t / warmUp, 1).
  private func warmedUp(_ reference: ReferenceCase) -> ListedRates {
    let steps = reference.settings["warmUp"]
    return ListedRates.list(
      reference.learningRates.enumerated().map { index, rate in
        steps > 0 ? rate * min(Double(index + 1) / steps, 1) : rate
      })
  }

  private func check(
    _ reference: ReferenceCase,
    _ optimizer: (_ beta: Double, _ weightPower: Double, _ stepPower: Double) throws
      -> any GroupStepper,
    neighbours: [any GroupStepper] = []
  ) throws {
    let beta = reference.settings["beta"]
    let weightPower = reference.settings["weightPower"]
    let stepPower = reference.settings.numbers["stepPower"] ?? 0
    var others = try [
      optimizer(beta - 0.1, weightPower, stepPower), optimizer(beta, weightPower, 1 - stepPower),
    ]
    if Set(warmedRates(reference)).count > 1 {
      others.append(try optimizer(beta, weightPower - 1, stepPower))
    }
    try WrapperCheck(reference: reference).expect(
      optimizer(beta, weightPower, stepPower), notMistakenFor: others + neighbours)
  }

  private func warmedRates(_ reference: ReferenceCase) -> [Double] {
    var largest = 0.0
    let rates =
      reference.settings.numbers["warmUp"] == nil
      ? reference.schedule : warmedUp(reference)
    return rates.rates.map {
      largest = max(largest, $0)
      return largest
    }
  }
}
