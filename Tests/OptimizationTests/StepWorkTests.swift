import AllocationCount
import Descent
import Optimization
import Testing

/// What a step of every recipe costs, counted and not timed: a lost fusion turns red here, and so does a
/// further read of the gradients, or memory that is asked for once a loop.
@Suite struct StepWorkTests {
  /// The recipes whose step is one loop over all elements; another one in one loop belongs here, too.
  static let inOneLoop: Set = [
    "sgd", "sgdw", "sgds", "qhm", "signum", "adam", "adamw", "adams", "adamc", "amsgrad", "adamax",
    "adabelief", "adabound", "adagrad", "rmsprop", "padam", "yogi", "qhadam", "nadam", "nadamw",
    "simplifiedAdEMAMix", "dog", "dowg", "polyak", "momo", "prodigy",
  ]

  /// The recipes that read all gradients before the pass, once.
  static let readingBefore: Set = ["adams", "adai", "adais"]

  /// The recipes whose schedule adds up something over all elements.
  static let listening: Set = [
    "dog", "dowg", "polyak", "momo", "prodigy", "dadaptSGD", "dadaptAdam",
  ]

  static let recipes = Catalogue.standard.recipes.map(\.name)

  @Test(arguments: recipes)
  func `every element is passed over as often as it must be`(_ recipe: String) throws {
    let cost = try Cost(of: recipe, shapes: [[30, 20], [30, 20], [20, 30]])
    let (fused, tiled) = (cost.work[.fused], cost.work[.tiled])
    #expect((fused.elements > 0) == Self.inOneLoop.contains(recipe))
    #expect((cost.work[.energy].elements > 0) == Self.readingBefore.contains(recipe))
    #expect(cost.work[.energy].elements % 1_800 == 0 && cost.work[.energy].elements <= 1_800)
    #expect((cost.work[.listening].elements > 0) == Self.listening.contains(recipe))
    // A schedule may listen before the pass, and again to keep what it has heard.
    #expect(cost.work[.listening].elements <= 3_600)
    if fused.elements > 0 {
      // A stretch has 64 tiles.
      #expect(fused.elements == 1_800 && fused.loops == 2 && tiled.loops == 0)
    } else if cost.hasBarrier {
      #expect(tiled.elements == 3_600 && tiled.loops == 6)
    } else {
      #expect(tiled.elements == 1_800 && tiled.loops == 113)
    }
  }

  @Test(
    .enabled(if: allocationCount() >= 0, "nobody can count"),
    arguments: inOneLoop.subtracting(listening).sorted())
  func `more elements take no more memory`(_ recipe: String) throws {
    let small = try Cost(of: recipe, shapes: [[8, 8]]).allocations
    #expect(try Cost(of: recipe, shapes: [[32, 32]]).allocations == small)
  }

  @Test(.enabled(if: allocationCount() >= 0, "nobody can count"))
  func `memory is counted`() {
    let before = allocationCount()
    let parameter = Parameter("w", [1, 2])
    #expect(allocationCount() > before && parameter.count == 2)
  }
}

/// What a step costs once training runs, in tiles of 16.
private struct Cost {
  let work: StepWork
  let allocations: Int
  let hasBarrier: Bool

  init(of recipe: String, shapes: [[Int]]) throws {
    let composition = try Catalogue.standard.recipe(recipe).composition(ConstantRate.constant(0.01))
    let parameters = shapes.enumerated().map { index, shape in
      let count = shape.reduce(1, *)
      let parameter = Parameter("\(index)", shape: shape, (0..<count).map { Float($0 % 7) - 3 })
      parameter.setGradient((0..<count).map { Float($0 % 5) / 4 - 0.5 })
      return parameter
    }
    let groups = [ParameterGroup("all", parameters)]
    var optimizer = try Optimizer(composition, tile: 16)
    let hearsMetric = optimizer.followsMetric
    func step() throws {
      if hearsMetric { optimizer.observe(metric: 1) }
      try optimizer.step(groups)
    }
    for _ in 1...3 { try step() }
    let before = (optimizer.state.work, allocationCount())
    try step()
    allocations = allocationCount() - before.1
    work = optimizer.state.work.since(before.0)
    hasBarrier = composition.seesWholeParameters
  }
}
