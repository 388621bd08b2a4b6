import Descent
import Optimization
import TestSupport
import Testing

@Suite struct ListeningTests {
  private let compositions: [Composition] = [
    .dog(learningRate: .constant(1), initialDistance: 0.01, decay: .l2(0.1)),
    .prodigy(learningRate: .constant(1), initialDistance: 0.01, decay: .stable(0.1)),
    .dadaptSGD(learningRate: .constant(1), momentum: 0.5, initialDistance: 0.01),
    .dadaptAdam(learningRate: .constant(1), initialDistance: 0.01),
  ]

  @Test func `threads and tiles change no bit`() throws {
    let problem = Problem(shapes: [[5], [40_000], [3, 4], [33_000]])
    for var composition in compositions {
      composition.transforms.insert(.clip(value: 0.1), at: 0)
      let results = try [(1, 512), (2, 512), (3, 256), (2, 1000)].map { threads, tile in
        var optimizer = try Optimizer(composition, tile: tile)
        optimizer.threads = threads
        let parameters = problem.makeParameters()
        return try problem.values(
          after: 3, of: &optimizer, groups: [ParameterGroup("all", parameters)],
          parameters: parameters)
      }
      #expect(results.allSatisfy { $0 == results[0] }, "\(composition)")
    }
  }

  /// A transform that sees whole parameters changes how everything is cut.
  @Test func `whole parameters change no bit`() throws {
    let problem = Problem(shapes: [[5], [600], [1], [70]])
    for var composition in compositions {
      let tiles = try problem.values(after: 3, of: composition)
      // Vectors stay as they are.
      composition.transforms.insert(.centralize, at: 0)
      #expect(try problem.values(after: 3, of: composition) == tiles, "\(composition)")
    }
  }

  @Test func `a group of its own has a schedule of its own`() throws {
    let problem = Problem(shapes: [[5], [6]])
    func run(_ body: Composition, head: Composition?) throws -> [[Float]] {
      let parameters = problem.makeParameters()
      let groups = zip(["body", "head"], parameters).map { ParameterGroup($0, [$1]) }
      var optimizer = try Optimizer(body, groups: head.map { ["head": $0] } ?? [:])
      for step in 1...4 {
        problem.setGradients(parameters, step: step)
        try optimizer.step(head == nil ? Array(groups.suffix(1)) : groups)
      }
      return parameters.map { Array($0.value) }
    }
    for composition in compositions where composition.transforms.isEmpty {
      let plain = Composition.sgd(learningRate: .constant(0.1))
      let both = try run(plain, head: composition)
      #expect(try both[1] == run(composition, head: nil)[1], "\(composition)")
    }
  }

  /// Gradients of 1: the rate is the farthest distance so far over the root of the number of steps.
  @Test func `what sums over a group keep is that group's own`() throws {
    let parameters = [3, 7].map { Parameter("from \($0)", [$0]) }
    let groups = parameters.map { ParameterGroup($0.name, [$0]) }
    var optimizer = try Optimizer(
      .dog(learningRate: .constant(1), initialDistance: 0.01, epsilon: 0))
    var distances = [0.0, 0.0]
    for step in 1...4 {
      for parameter in parameters { parameter.setGradient([1]) }
      try optimizer.step(groups)
      for (index, start) in [3.0, 7].enumerated() {
        // The first distance is 0.01 · (1 + ‖θ₀‖).
        let farthest = step == 1 ? 0.01 * (1 + start) : distances[index]
        distances[index] += farthest / Double(step).squareRoot()
        #expect(abs(Double(parameters[index].value[0]) - (start - distances[index])) < 1e-5)
      }
    }
  }

  @Test func `where every group has sums of its own, it may have a multiplier`() throws {
    let parameter = Parameter("w", [3])
    var optimizer = try Optimizer(
      .dog(learningRate: .constant(1), initialDistance: 0.01, epsilon: 0))
    parameter.setGradient([1])
    try optimizer.step([ParameterGroup("half", [parameter], learningRateMultiplier: 0.5)])
    // The first distance is 0.01 · (1 + ‖θ₀‖).
    let distance: Float = 0.04
    #expect(abs(parameter.value[0] - (3 - distance / 2)) < 1e-6)
  }

  /// A group that stands still has no rate to speak of.
  @Test(arguments: [[0.0, 1], [1, 0]])
  func `the rate that is reported is that of a group that moves`(multipliers: [Double]) throws {
    let groups = zip(["a", "b"], multipliers).map { name, multiplier in
      ParameterGroup(name, [Parameter(name, [3])], learningRateMultiplier: multiplier)
    }
    for group in groups { group.parameters[0].setGradient([1]) }
    var optimizer = try Optimizer(
      .dog(learningRate: .constant(1), initialDistance: 0.01, epsilon: 0))
    // The first distance is 0.01 · (1 + ‖θ₀‖).
    #expect(abs(try optimizer.step(groups).learningRate - 0.04) < 1e-7)
  }

  @Test func `where no group of the common schedule moves, its rate is reported all the same`()
    throws
  {
    let groups = zip(["own", "common"], [1.0, 0]).map { name, multiplier in
      ParameterGroup(name, [Parameter(name, [3])], learningRateMultiplier: multiplier)
    }
    for group in groups { group.parameters[0].setGradient([1]) }
    var optimizer = try Optimizer(
      .sgd(learningRate: .constant(0.25)),
      groups: ["own": .dog(learningRate: .constant(1), initialDistance: 0.01, epsilon: 0)])
    #expect(try optimizer.step(groups).learningRate == 0.25)
  }

  @Test func `lines that can't be carried out are refused`() {
    struct Reading: ListeningSchedule {
      static let name = "reading"
      let lines: [Assignment]
      var rate: Formula { "n" }
      var peakLearningRate: Double? { nil }
      init(_ formula: Formula) { lines = ["n" ← formula] }
      init(from decoder: any Decoder) throws { self.init(0) }
      func encode(to encoder: any Encoder) throws {}
    }
    for (formula, message) in [
      (.sum(.d), "can't read d"), (.metric, "can't read metric"),
      (.norm(.g), "but nothing else: norm(g)"),
      (.sum(.g) + .sum(.g, over: .group), "but nothing else: sum(g), groupSum(g)"),
    ] as [(Formula, String)] {
      let error = #expect(throws: OptimizerError.self) {
        try Optimizer(.sgd(learningRate: Reading(formula)))
      }
      #expect(error?.message.hasSuffix(message) == true, "\(formula)")
    }
  }

  @Test func `a transform can't read what is known after the gradients only`() {
    /// Divides by what the schedule will have found.
    struct Hasty: GradientTransform {
      static let name = "hasty"
      let isLate: Bool
      var lines: [Assignment] { [.g ← .g * (1 / (isLate ? Formula.nextD : .D)).named(.c)] }
    }
    for isLate in [false, true] {
      var composition = Composition.prodigy(learningRate: .constant(1))
      composition.transforms.append(Hasty(isLate: isLate))
      do {
        _ = try Optimizer(composition)
        #expect(!isLate)
      } catch {
        #expect(isLate && error.message.hasSuffix("doesn't give before the step"), "\(error)")
      }
    }
  }

  @Test func `what stands still counts in no sum over all`() throws {
    let problem = Problem(shapes: [[5], [6]])
    for var composition in compositions {
      // Stable decay asks for the mean of all second moments, those of what stands still, too.
      composition.decay = NoDecay()
      func run(_ count: Int) throws -> [[Float]] {
        let parameters = problem.makeParameters()
        let groups = zip([1.0, 0], parameters).prefix(count).map {
          ParameterGroup($1.name, [$1], learningRateMultiplier: $0)
        }
        var optimizer = try Optimizer(composition)
        for step in 1...4 {
          problem.setGradients(parameters, step: step)
          try optimizer.step(groups)
        }
        return parameters.map { Array($0.value) }
      }
      let (both, alone) = (try run(2), try run(1))
      #expect(both == alone && both[0] != Array(problem.makeParameters()[0].value))
      #expect(both[1] == Array(problem.makeParameters()[1].value), "\(composition)")
    }
  }
}
