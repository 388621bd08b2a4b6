import Autodiff
import Components
import Descent
import Optimization
import TestSupport
import Testing

@testable import OptimizationTesting

@Suite struct LawCaseTests {
  /// What goes wrong at the end of a tile goes wrong on one side of it.
  @Test func `sizes stand on both sides of a tile`() {
    let composition = Composition.sgd(learningRate: .constant(0.1))
    let cases = (0..<200).map { LawCase(seed: $0, for: composition, largest: 64) }
    for tile in [4, 8] {
      let shapes = Set(cases.filter { $0.tile == tile }.flatMap(\.shapes))
      for size in [1, tile - 1, tile, tile + 1, 2 * tile + 3] {
        #expect(shapes.contains([size]), "\(size) beside a tile of \(tile)")
      }
    }
    #expect(cases.contains { $0.shapes.contains([64]) })
    #expect(Set(cases.map(\.gradients)).count == GradientKind.allCases.count)
  }

  /// What every law is put to: a law that is put to less says less.
  @Test func `cases are what they were`() throws {
    let composition = Composition.sgd(learningRate: .constant(0.1))
    let lines = (1...32 as ClosedRange<UInt64>).flatMap { seed -> [String] in
      let drawn = LawCase(seed: seed, for: composition, largest: 64)
      let gradients = (1...2).map { step in
        drawn.gradients(at: step).map { "\($0.prefix(3))" }.joined(separator: " ")
      }
      return ["\(seed): \(drawn)", "  start \(drawn.start.map { $0.prefix(2) })"] + gradients
        + drawn.smaller.prefix(2).map { "  smaller: \($0)" }
    }
    let difference = try KeptText("cases.txt", beside: #filePath).difference(from: lines)
    #expect(difference == nil)
  }

  /// What a law says nothing of: a law that says nothing can't fail.
  @Test func `laws apply to what they applied to`() throws {
    let recipes = Catalogue.standard.recipes.map { ($0.name, $0.composition(.constant(0.1))) }
    let parts: [(String, Composition)] =
      [
        ("peak 0", .sgd(learningRate: .constant(0))), ("peak 1", .sgd(learningRate: .constant(1))),
        ("l2", .sgd(learningRate: .constant(0.1), decay: .l2(0.1))),
        ("vanilla", .sgd(learningRate: .constant(0.1), decay: .vanilla(0.1))),
        ("plateau", .sgd(learningRate: .constant(0.1).reducedOnPlateau(factor: 0.5))),
        (
          "dog and stable",
          .dog(learningRate: .constant(1), initialDistance: 1, decay: .stable(0.1))
        ),
      ]
      + [
        ("noise", .noise(variance: 1, seed: 1)), ("norms of all", .clip(globalNorm: 1)),
        ("norms of a group", .clip(groupNorm: 1)),
        ("norms of a parameter", .clip(parameterNorm: 1)),
        ("whole parameters", .centralize), ("values", .clip(value: 1)),
      ].map { (name: String, transform: any GradientTransform) in
        var composition = Composition.sgd(learningRate: .constant(0.1))
        composition.transforms = [transform]
        return (name, composition)
      }
    let equal = Law.equivalence("equal", and: { $0 })
    let none = Law.equivalence("none", of: { _ in nil }, and: { $0 })
    let idle = Law.idleWrapper("idle") { $0 }
    let lines = (Law.all + [equal, none, idle]).map { law in
      let others = (recipes + parts).filter { !law.applies($0.1) }.map(\.0)
      return "\(law.name): " + (others.count == (recipes + parts).count ? "all" : "\(others)")
    }
    let difference = try KeptText("applies.txt", beside: #filePath).difference(from: lines)
    #expect(difference == nil)
  }

  /// An estimator that gives the first of each tile twice its gradient.
  @Test(arguments: [(nil, [0]), (4, [0, 4, 8]), (6, [0, 6])] as [(Int?, [Int])])
  func `tiles are those of the case, or of the setting`(tile: Int?, first: [Int]) throws {
    let composition = Composition(
      moments: BrokenEstimator(blunder: .seesTiles), preconditioner: .identity, decay: .none,
      schedule: .constant(1))
    var drawn = LawCase(seed: 3, for: composition, largest: 64)
    (drawn.shapes, drawn.gradients, drawn.tile) = ([[9]], .constant, 16)
    var setting = TrainingSetting()
    setting.tile = tile
    var training = try Training(drawn, composition, setting)
    try training.step(1)
    let moved = zip(drawn.start[0], training.values).map { $0 - $1 }
    #expect(moved.indices.filter { moved[$0] > 0.4 } == first)
  }

  /// Roundings stay as large as an element has once been.
  @Test func `roundings are counted at the largest magnitude so far`() {
    let near = (1 as Float) + 4 * (1 as Float).ulp
    #expect(difference([[8], [1]], [[8], [near]], within: 1, from: [0]) == nil)
    #expect(difference([[0], [1]], [[0], [near]], within: 1, from: [8]) == nil)
    #expect(
      difference([[0], [1]], [[0], [near]], within: 1, from: [0])
        == "step 2, element 0: 1.0 and \(near)")
    #expect(difference([[8], [1]], [[8], [near]], from: [0]) != nil)
  }

  @Test func `a training is as its setting says`() throws {
    let composition = Composition.sgd(learningRate: .constant(0.5))
    var drawn = LawCase(seed: 3, for: composition, largest: 64)
    (drawn.shapes, drawn.gradients) = ([[2], [3]], .constant)
    var setting = TrainingSetting()
    setting.groups = drawn.apart
    setting.groups?[0].learningRateMultiplier = 0.5
    setting.groups?[1].decayMultiplier = 0.25
    (setting.threads, setting.norms) = (3, .every(2))
    (setting.valueFactor, setting.gradientFactor) = (-1, 2)
    var training = try Training(drawn, composition, setting)
    #expect(training.groups.map(\.learningRateMultiplier) == [0.5, 1])
    #expect(training.groups.map(\.decayMultiplier) == [1, 0.25])
    #expect(training.groups.map { $0.parameters[0].shape } == [[3], [2]])
    #expect(training.stepper.threads == 3)
    #expect(try training.step(1).gradientNorm == nil && training.step(2).gradientNorm != nil)
    // Two steps of −1 · 0.5 · 0.25 · 2, of which the second parameter takes half.
    let start = drawn.start
    let moved = zip(training.values, start.flatMap { $0 }).map { $0 - $1 }
    #expect(zip(moved, [0.5, 0.5, 0.25, 0.25, 0.25]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `what is no number differs from every number, and from nothing that is none`() {
    #expect(difference([[1], [.nan]], [[1], [.nan]]) == nil)
    #expect(difference([[1], [.nan]], [[1], [2]]) == "step 2, element 0: nan and 2.0")
    #expect(difference([[1], [2]], [[1], [.nan]]) == "step 2, element 0: 2.0 and nan")
    #expect(difference([[.nan]], [[1]], within: 8, from: [1]) != nil)
    #expect(difference([[.infinity]], [[-.infinity]]) != nil)
  }

  /// So that a schedule that waits for a metric to fall hears of one that does, and of one that doesn't.
  @Test func `a metric falls once`() {
    let drawn = LawCase(seed: 3, for: .sgd(learningRate: .constant(0.5)), largest: 64)
    #expect((1...4).map { drawn.metric(at: $0) } == [1, 0.5, 0.5, 0.5])
  }

  /// What transforms before the one that skips have changed, of the gradient and of what they keep.
  @Test func `a step that is skipped leaves the interpreter as it was`() throws {
    var composition = Composition.sgd(learningRate: .constant(0.5))
    composition.transforms = [.amplifySlow(), .skipNonFinite]
    var drawn = LawCase(seed: 3, for: composition, largest: 64)
    (drawn.shapes, drawn.gradients) = ([[3]], .ordinary)
    func values(poisoned: Bool) throws -> [Float] {
      var interpreter = ScalarInterpreter(composition, shapes: drawn.shapes, start: drawn.start)
      for number in 1...3 {
        if poisoned { try interpreter.step([[1, .infinity, 1]]) }
        try interpreter.step(drawn.gradients(at: number))
      }
      return interpreter.values
    }
    #expect(try values(poisoned: true) == values(poisoned: false))
  }
}
