import Descent
import Foundation
import Optimization
import Storing
import Testing

/// What becomes of a step when something is wrong: each fault has one outcome, and what throws has
/// changed nothing.
@Suite struct FaultTests {
  private let adams = Composition.adams(learningRate: .constant(0.1), weightDecay: 0.5)

  /// Expects that a step throws with a message, and leaves no trace in parameters, state or counters.
  private func expectRefusal(
    of groups: [ParameterGroup], by optimizer: inout Optimizer, known: [ParameterGroup],
    code: OptimizerError.Code, message: String
  ) throws {
    let before = try optimizer.checkpoint(of: known)
    let error = #expect(throws: OptimizerError.self) { try optimizer.step(groups) }
    #expect(error?.code == code && error?.message == message, "\(String(describing: error))")
    #expect(try optimizer.checkpoint(of: known) == before)
  }

  private func group(
    _ name: String, _ parameter: String, _ values: [Float], gradient: [Float]
  ) -> ParameterGroup {
    let parameter = Parameter(parameter, values)
    parameter.setGradient(gradient)
    return ParameterGroup(name, [parameter])
  }

  @Test(arguments: [Double.nan, .infinity, -0.1])
  func `a schedule without a rate for the step is refused`(_ rate: Double) throws {
    struct Broken: LearningRateSchedule {
      static let name = "broken"
      let second: Double
      var rate: Formula { .table([0.1, second], .t) }
      var peakLearningRate: Double? { 1 }
    }
    for decay: any DecayPolicy in [.none, .l2(0.1), .stable(0.1)] {
      let weights = group("weights", "w", [1, 2], gradient: [0.5, -1])
      var composition = adams
      composition.decay = decay
      composition.schedule = Broken(second: rate)
      var optimizer = try Optimizer(composition)
      try optimizer.step([weights])
      try expectRefusal(
        of: [weights], by: &optimizer, known: [weights], code: .unsuitableLearningRate,
        message:
          "weights: Broken: the learning rate of step 2 must be in 0..., but is \(brief(rate))")
    }
  }

  @Test func `a missing gradient is refused`() throws {
    let (first, second) = (Parameter("first", [1]), Parameter("second", [2]))
    let all = ParameterGroup("all", [first, second])
    first.setGradient([1])
    second.setGradient([1])
    var optimizer = try Optimizer(adams)
    try optimizer.step([all])
    second.clearGradient()
    try expectRefusal(
      of: [all], by: &optimizer, known: [all], code: .missingGradient,
      message: "second has no gradient")
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `a gradient that is not finite is refused where that was asked for`(_ number: Float) throws {
    for transforms: [any GradientTransform] in [
      [.refuseNonFinite], [.centralize, .clip(globalNorm: 1), .refuseNonFinite],
    ] {
      let parameter = Parameter("w", [1, 2])
      let all = ParameterGroup("all", [parameter])
      var composition = adams
      composition.transforms = transforms
      var optimizer = try Optimizer(composition)
      parameter.setGradient([1, 2])
      try optimizer.step([all])
      parameter.setGradient([1, number])
      try expectRefusal(
        of: [all], by: &optimizer, known: [all], code: .refusedGradient,
        message: "w: the gradient is not finite")
    }
  }

  @Test func `numbers that are not finite go where the formulas take them, unless refused`() throws
  {
    let parameter = Parameter("w", [1, 1, 1])
    let all = ParameterGroup("all", [parameter])
    var optimizer = try Optimizer(.sgd(learningRate: .constant(0.5)))
    optimizer.norms = .every(1)
    parameter.setGradient([.nan, .infinity, 1])
    let report = try optimizer.step([all])
    #expect(parameter.value[0].isNaN && parameter.value[1] == -.infinity)
    #expect(parameter.value[2] == 0.5 && report.gradientNorm?.isNaN == true)
  }

  @Test func `what is not finite stays out of the others' decay`() throws {
    let parameter = Parameter("w", [1, 1])
    let all = ParameterGroup("all", [parameter])
    var optimizer = try Optimizer(adams)
    parameter.setGradient([.nan, 1])
    let report = try optimizer.step([all])
    // The mean is not a number, so there is no gain and nothing decays; Adam moves by the learning rate.
    #expect(report.decayRate == 0 && report.effectiveLearningRate == nil)
    #expect(abs(parameter.value[1] - 0.9) < 1e-6 && parameter.value[0].isNaN)
  }

  @Test func `a coordinate whose second moment overflows stands still`() throws {
    let parameter = Parameter("w", [1, 1])
    let all = ParameterGroup("all", [parameter])
    var optimizer = try Optimizer(.adam(learningRate: .constant(0.1)), measuresGain: true)
    parameter.setGradient([1e25, 1])
    let report = try optimizer.step([all])
    #expect(parameter.value[0] == 1)
    #expect(abs(parameter.value[1] - 0.9) < 1e-6)
    // The mean is followed in double precision, where it does not overflow.
    let root = try #require(report.rootMeanSecondMoment)
    #expect(abs(root / (1e25 / 2.0.squareRoot()) - 1) < 1e-6)
  }

  @Test func `stable decay does nothing while all gradients are 0`() throws {
    let parameter = Parameter("w", [1, -2])
    let all = ParameterGroup("all", [parameter])
    for composition in [
      adams, .amsgrad(learningRate: .constant(0.1), decay: .stable(0.5)),
    ] {
      parameter.value.update([1, -2])
      var optimizer = try Optimizer(composition)
      parameter.setGradient([0, 0])
      let report = try optimizer.step([all])
      #expect(Array(parameter.value) == [1, -2])
      #expect(report.decayRate == 0 && !report.decayWasLimited)
      parameter.setGradient([1, 0])
      #expect(try optimizer.step([all]).decayRate ?? 0 > 0)
      #expect(parameter.value[1] > -2)
    }
  }

  @Test func `a decay that would turn the sign stops at 0, and says so`() throws {
    // The authors' code makes [-49, -98] of these.
    let parameter = Parameter("w", [1, 2])
    let all = ParameterGroup("all", [parameter])
    var optimizer = try Optimizer(.adams(learningRate: .constant(0.01), weightDecay: 0.05))
    parameter.setGradient([1e-5, 1e-5])
    let report = try optimizer.step([all])
    #expect(report.decayWasLimited)
    // Zero, and then a step of Adam.
    #expect(parameter.value.allSatisfy { abs($0 + 0.01) < 1e-4 })
  }

  @Test func `groups that are left out wait with their state`() throws {
    func run(_ pattern: [[Int]]) throws -> [Float] {
      let groups = [
        group("a", "a", [1, 2], gradient: [0.5, 1]), group("b", "b", [3], gradient: [-1]),
      ]
      var optimizer = try Optimizer(.adam(learningRate: .constant(0.1)))
      for step in pattern { try optimizer.step(step.map { groups[$0] }) }
      return groups.flatMap { $0.parameters.flatMap { Array($0.value) } }
    }
    // Each group has taken three steps; Adam's own count is by parameter.
    #expect(try run([[0, 1], [0], [0, 1], [1]]) == run([[0, 1], [0, 1], [1, 0]]))
  }

  @Test func `a group that takes the place of another is refused`() throws {
    let old = group("all", "w", [1], gradient: [1])
    let wider = group("all", "w", [1, 2], gradient: [1, 1])
    let renamed = group("new", "w", [1, 2], gradient: [1, 1])
    var optimizer = try Optimizer(adams)
    try optimizer.step([old])
    try expectRefusal(
      of: [wider], by: &optimizer, known: [old], code: .ambiguousGroups,
      message: "all is not the group of that name that took earlier steps; "
        + "a new group takes a new optimizer, or a checkpoint to load")
    try expectRefusal(
      of: [renamed], by: &optimizer, known: [old], code: .ambiguousGroups,
      message: "two parameters are called w, in the groups new and all")
    try expectRefusal(
      of: [old, old], by: &optimizer, known: [old], code: .ambiguousGroups,
      message: "two groups are called all")
  }

  @Test func `a shape that does not fit is refused before anything changes`() throws {
    struct ForVectors: Preconditioner {
      static let name = "forVectors"
      var lines: [Assignment] { [] }
      func refusal(of shape: [Int]) -> String? { shape.count == 1 ? nil : "it is for vectors" }
      func pass(at step: StepContext) -> any PreconditionerPass { Pass() }
      struct Pass: PreconditionerPass {
        func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {}
      }
    }
    let known = group("known", "v", [1, 2], gradient: [1, 1])
    let matrix = Parameter("m", shape: [1, 2], [1, 2])
    matrix.setGradient([1, 1])
    var optimizer = try Optimizer(
      moments: .exponential(), preconditioner: ForVectors(), decay: .none, schedule: .constant(1))
    try optimizer.step([known])
    try expectRefusal(
      of: [ParameterGroup("other", [matrix])], by: &optimizer, known: [known],
      code: .unsuitableShape, message: "m: ForVectors can't work on [1, 2]: it is for vectors")
  }

  @Test(arguments: [-1, Double.nan])
  func `a decay with a rate that is none is refused`(_ rate: Double) throws {
    struct Broken: DecayPolicy {
      static let name = "broken"
      let rate: Double
      var entry = DecayEntry.parameters
      var needsGain = false
      var share: Formula {
        let share = (.t .== 2) * Formula(rate) + (.t .!= 2) * 0.5
        return needsGain ? share * .gain / .gain : share
      }
    }
    let broken = Broken(rate: rate)
    for (amsgrad, decay) in [
      (false, broken), (false, Broken(rate: rate, entry: .gradient)),
      (false, Broken(rate: rate, needsGain: true)), (true, Broken(rate: rate, needsGain: true)),
    ] {
      let weights = group("weights", "w", [1, 2], gradient: [0.5, -1])
      var composition =
        amsgrad
        ? Composition.amsgrad(learningRate: .constant(0.1)) : .adam(learningRate: .constant(0.1))
      composition.decay = decay
      var optimizer = try Optimizer(composition)
      try optimizer.step([weights])
      try expectRefusal(
        of: [weights], by: &optimizer, known: [weights], code: .unsuitableDecay,
        message: "weights: Broken: the share of step 2 must be in 0..., but is \(brief(rate))")
    }
  }

  @Test func `parts for a group that is not there are refused`() throws {
    let own = Composition.sgd(learningRate: .constant(0.1))
    let known = group("biases", "b", [1], gradient: [1])
    let other = group("weights", "w", [1], gradient: [1])
    var optimizer = try Optimizer(adams, groups: ["biaess": own])
    let error = #expect(throws: OptimizerError.self) { try optimizer.step([known, other]) }
    #expect(error?.code == .unknownGroup)
    #expect(
      error?.message
        == "no group is called biaess, for which there are parts of its own; did you mean biases?")
    #expect(known.parameters[0].value[0] == 1 && optimizer.stepCount == 0)
    // A group that was there once may stay away.
    optimizer = try Optimizer(adams, groups: ["biases": own])
    try optimizer.step([known, other])
    try optimizer.step([other])
    #expect(optimizer.stepCount == 2)
  }

  @Test func `a step that throws binds nothing`() throws {
    let first = group("all", "w", [1], gradient: [1])
    let second = group("all", "w", [1], gradient: [1])
    var optimizer = try Optimizer(adams)
    first.parameters[0].clearGradient()
    #expect(throws: OptimizerError.self) { try optimizer.step([first]) }
    // The first one has no claim to its name.
    try optimizer.step([second])
    #expect(optimizer.stepCount == 1)
  }

  @Test func `a metric that is not a number is no improvement`() throws {
    var optimizer = try Optimizer(
      .sgd(learningRate: .constant(1).reducedOnPlateau(factor: 0.5, patience: 0)))
    optimizer.observe(metric: .nan)
    #expect(optimizer.nextLearningRate == 0.5)
  }
}
