import Descent
import Foundation
import Optimization
import Storing
import TestSupport
import Testing

@Suite struct StatePrecisionTests {
  /// The recipes whose state may be kept in bfloat16.
  static let recipes = Catalogue.standard.recipes.map(\.name).filter { name in
    let optimizer = try? Optimizer(composition(name), state: .bfloat16(seed: 3))
    return optimizer.map { !$0.followsMetric } ?? false
  }

  private static func composition(_ recipe: String) throws -> Composition {
    try Catalogue.standard.recipe(recipe).composition(ConstantRate.constant(0.01))
  }

  /// The values after some steps.
  private func values(
    _ composition: Composition, after steps: Int = 3, _ state: StatePrecision = .bfloat16(seed: 3),
    tile: Int = 256, threads: Int = 1, norms: MeasuredSteps = .never, isApart: Bool = false
  ) throws -> [[Float]] {
    let problem = Problem(shapes: [[5], [3, 4], [1], [700], [2, 3, 2]])
    let parameters = problem.makeParameters()
    let groups =
      isApart
      ? [
        ParameterGroup("odd", [parameters[3], parameters[1]]),
        ParameterGroup("even", [parameters[4], parameters[0], parameters[2]]),
      ] : [ParameterGroup("all", parameters)]
    var optimizer = try Optimizer(composition, state: state, tile: tile)
    (optimizer.threads, optimizer.norms) = (threads, norms)
    return try problem.values(
      after: steps, of: &optimizer, groups: groups, parameters: parameters)
  }

  @Test func `recipes that work element by element have it`() {
    let all: Set = [
      "sgd", "sgds", "sgdw", "adam", "adamw", "adams", "amsgrad", "adamax", "adagrad", "rmsprop",
      "lion", "nadam", "adan", "ademamix", "adabelief", "yogi", "radam",
    ]
    #expect(all.isSubset(of: Self.recipes))
    #expect(!Self.recipes.contains("muon") && !Self.recipes.contains("dog"))
  }

  @Test(arguments: recipes)
  func `tiles, groups and measured norms change no bit`(_ recipe: String) throws {
    let composition = try Self.composition(recipe)
    let whole = try values(composition)
    #expect(try values(composition, tile: 16) == whole)
    #expect(try values(composition, tile: 100, norms: .every(1)) == whole)
    #expect(try values(composition, tile: 64, isApart: true) == whole)
  }

  /// Over 40 steps with gradients of the same signs and sizes, and others; the way is that of one element.
  @Test(arguments: recipes)
  func `halves stay near Floats`(_ recipe: String) throws {
    let composition = try Self.composition(recipe)
    let count = 200
    let ways = try [StatePrecision.float32, .bfloat16(seed: 3)].map { state in
      let parameter = Parameter("w", shape: [count], Array(repeating: 1, count: count))
      let group = ParameterGroup("all", [parameter])
      var optimizer = try Optimizer(composition, state: state)
      return try (1...40).map { step in
        var generator = Wave(phase: Double(step))
        parameter.setGradient((0..<count).map { Float($0 % 7) / 4 - 0.5 + generator.next() })
        try optimizer.step([group])
        return Array(parameter.value)
      }
    }
    var (apart, length) = (0.0, 0.0)
    for i in 0..<count {
      apart += Double(abs(ways[0][39][i] - ways[1][39][i]))
      length += zip([Array(repeating: 1, count: count)] + ways[0], ways[0])
        .reduce(0) { $0 + Double(abs($1.0[i] - $1.1[i])) }
    }
    #expect(apart <= 0x1p-6 * length)
  }

  @Test func `threads change no bit`() throws {
    let composition = Composition.adams(learningRate: .constant(0.01), weightDecay: 0.1)
    let results = try [1, 2, 3].map { threads in
      let parameter = Parameter("w", shape: [70_000], (0..<70_000).map { Float($0 % 97) / 50 - 1 })
      let group = ParameterGroup("all", [parameter])
      var optimizer = try Optimizer(composition, state: .bfloat16(seed: 3))
      optimizer.threads = threads
      for step in 1...2 {
        parameter.setGradient((0..<70_000).map { Float(($0 * step) % 89) / 40 - 1 })
        try optimizer.step([group])
      }
      return parameter.value.map(\.bitPattern)
    }
    #expect(results[1] == results[0] && results[2] == results[0])
  }

  @Test func `the seed chooses the bits`() throws {
    let composition = try Self.composition("adamw")
    let first = try values(composition)
    #expect(try values(composition) == first)
    #expect(try values(composition, .bfloat16(seed: 4)) != first)
    #expect(try values(composition, .float32) != first)
  }

  /// An average of squares that begins at 0 comes to g², though each step adds a thousandth of it.
  @Test func `what is added in small steps is not lost`() throws {
    let count = 400
    let parameter = Parameter("w", shape: [count], Array(repeating: 0, count: count))
    let group = ParameterGroup("all", [parameter])
    var optimizer = try Optimizer(
      Composition(
        moments: .gradient, preconditioner: .rootMeanSquare(beta: 0.999, correctsBias: false),
        decay: .none, schedule: .constant(1)), state: .bfloat16(seed: 1))
    for _ in 1...3_000 {
      parameter.setGradient(Array(repeating: 1, count: count))
      try optimizer.step([group])
    }
    let before = Array(parameter.value)
    try optimizer.step([group])
    let steps = zip(before, parameter.value).map { Double($0 - $1) }
    // v = 1 − 0.999³⁰⁰¹; rounded to the nearest it would stay below a half, and the step above 1.4.
    let mean = steps.reduce(0, +) / Double(count)
    #expect(abs(mean - 1 / (1 - pow(0.999, 3_001)).squareRoot()) < 0.02)
  }

  @Test(arguments: [
    (Composition.muon(learningRate: .constant(0.1)), "sees whole parameters"),
    (.dog(learningRate: .constant(1)), "keeps parameters"),
    (
      .sgd(learningRate: .constant(1), decay: .l2(0.1).toward(.start)), "keeps parameters"
    ),
  ])
  func `other state is refused`(_ composition: Composition, _ reason: String) throws {
    let error = try #require(throws: OptimizerError.self) {
      try Optimizer(composition, state: .bfloat16(seed: 1))
    }
    #expect(error.message.contains("bfloat16") && error.message.hasSuffix(reason))
    #expect(throws: OptimizerError.self) {
      try Optimizer(
        .adamw(learningRate: .constant(0.1)), groups: ["rest": composition],
        state: .bfloat16(seed: 1))
    }
  }

  @Test func `a description reads as what it says`() {
    for precision in [StatePrecision.float32, .bfloat16(seed: 0), .bfloat16(seed: .max)] {
      #expect(StatePrecision(precision.description) == precision)
    }
    #expect(StatePrecision("bfloat16") == .bfloat16(seed: 0))
    for other in ["", "float32:1", "bfloat16:", "bfloat16:-1", "bfloat16:1:2", "half"] {
      #expect(StatePrecision(other) == nil, "\(other)")
    }
  }

  /// With betas of one size and gradients of 1, both averages are the same number before they are rounded.
  @Test func `two arrays of a parameter are rounded by numbers of their own`() throws {
    let parameter = Parameter("w", shape: [400], Array(repeating: 0, count: 400))
    let groups = [ParameterGroup("all", [parameter])]
    var optimizer = try Optimizer(
      .adam(learningRate: .constant(0.01), beta1: 0.9, beta2: 0.9), state: .bfloat16(seed: 3))
    parameter.setGradient(Array(repeating: 1, count: 400))
    try optimizer.step(groups)
    let file = try SafeTensors(optimizer.checkpoint(of: groups))
    let arrays = try ["moments/m", "preconditioner/v"].map {
      try #require(file.singles("state/w/\($0)"))
    }
    // Each is one of the two neighbours of a tenth.
    #expect(Set(arrays[0]) == Set(arrays[1]) && Set(arrays[0]).count == 2)
    let equal = zip(arrays[0], arrays[1]).count { $0 == $1 }
    #expect(equal < 380)
  }
}
