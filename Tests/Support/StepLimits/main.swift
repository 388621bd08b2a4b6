import AllocationCount
import Descent
import Foundation
import Kernels
import Optimization
import Proofs

// What a step of every recipe may cost: its time beside that of a plain loop that reads and writes as many
// arrays, and how often it asks for memory. The bounds are generous, because machines differ and are
// shared; what is beyond them is not noise. Ends with 1 where a recipe is beyond one.

/// The most that a step may cost.
struct Bound {
  /// How many times as long as the plain loop.
  let ratio: Double
  /// How often memory is asked for, at most.
  let allocations: Int

  /// The bound of a composition, by how it takes its steps.
  init(_ composition: Composition, isFused: Bool) {
    let listens = composition.schedule is any ListeningSchedule
    if composition.seesWholeParameters {
      // Some multiply matrices, and some decompose them.
      (ratio, allocations) = (60_000, 200)
    } else if isFused {
      // What a schedule hears is summed in double precision beforehand; what a part prepares is put into a
      // box of its own where it is more than six numbers.
      (ratio, allocations) = listens ? (24, 40) : (12, 1)
    } else {
      (ratio, allocations) = (40, listens ? 40 : 2)
    }
  }
}

/// The shapes of the parameters.
let shapes = [[256, 256], [256, 128]]

/// How long a plain loop over some state arrays takes.
func plainLoop(arrays: Int) -> Timing {
  let count = shapes.reduce(0) { $0 + $1.reduce(1, *) }
  let blocks = (0..<(arrays + 2)).map { _ in Block<Float>(count: count) }
  let (valueBlock, gradientBlock) = (blocks[0], blocks[1])
  return Timing {
    var values = valueBlock.mutableSpan
    let gradients = gradientBlock.span
    guard gradients.count == values.count else { return }
    if arrays == 0 {
      for i in values.indices { values[i] -= 0.01 * gradients[i] }
    }
    for block in blocks.dropFirst(2) {
      var state = block.mutableSpan
      guard state.count == values.count else { return }
      for i in state.indices {
        let average = 0.9 * state[i] + 0.1 * gradients[i]
        state[i] = average
        values[i] -= 0.01 * average
      }
    }
  }
}

/// Measures a recipe, and says whether it is within its bounds.
func isWithinBounds(_ recipe: Catalogue.Recipe) throws -> Bool {
  let composition = recipe.composition(ConstantRate.constant(1e-3))
  let parameters = shapes.enumerated().map { index, shape in
    let count = shape.reduce(1, *)
    let parameter = Parameter("\(index)", shape: shape, (0..<count).map { Float($0 % 7) - 3 })
    parameter.setGradient((0..<count).map { Float($0 % 5) / 400 - 0.005 })
    return parameter
  }
  let groups = [ParameterGroup("all", parameters)]
  var optimizer = try Optimizer(composition)
  optimizer.threads = 1
  let hearsMetric = optimizer.followsMetric
  func step() throws {
    if hearsMetric { optimizer.observe(metric: 1) }
    try optimizer.step(groups)
  }
  for _ in 1...3 { try step() }
  let before = (optimizer.state.work, allocationCount())
  try step()
  let allocations = allocationCount() - before.1
  let isFused = optimizer.state.work.since(before.0)[.fused].loops > 0
  let state = composition.statefulParts.flatMap { $0.part.stateArrays(for: shapes[0]) }.count
  let ratio = try Timing(of: step).shortest / plainLoop(arrays: state).shortest
  let bound = Bound(composition, isFused: isFused)
  let isWithin = ratio <= bound.ratio && allocations <= bound.allocations
  let name = recipe.name.padding(toLength: 20, withPad: " ", startingAt: 0)
  print(
    name, String(format: "%10.2f of %6.0f times", ratio, bound.ratio),
    String(format: "%6d of %4d allocations", allocations, bound.allocations),
    isFused ? "one loop" : "", isWithin ? "" : "BEYOND")
  return isWithin
}

let results = try Catalogue.standard.recipes.map(isWithinBounds)
exit(results.allSatisfy { $0 } ? 0 : 1)
