import Autodiff
import Kernels

/// What an optimizer keeps from step to step, and buffers that make a step cost no memory.
final class OptimizerState {
  /// The number of steps taken.
  var step = 0

  /// The groups seen so far, in the order of the last step.
  var groups: [GroupState] = []

  /// What schedules that follow a metric have seen of it.
  var followedMetrics: FollowedMetrics

  /// The elements a thread works on at once.
  let tile: Int

  /// What is done at this step, run by run.
  var runs: [Run] = []

  /// The sums that each unit of work returned.
  var sums = Block<Double>(count: 0)

  /// Room for each thread's tiles.
  private(set) var scratch = Scratch(elements: 0)

  init(tile: Int, followedMetrics: FollowedMetrics) {
    self.tile = tile
    self.followedMetrics = followedMetrics
  }

  /// A state of its own with the same contents.
  func copy() -> OptimizerState {
    let copy = OptimizerState(tile: tile, followedMetrics: followedMetrics)
    copy.step = step
    copy.unitCapacity = unitCapacity
    copy.groups = groups.map { $0.copy() }
    return copy
  }

  /// Makes the groups of this step the current ones, with new state for those not seen before.
  func bind(
    _ groups: [ParameterGroup], composition: (ParameterGroup) -> Composition
  ) throws(OptimizerError) {
    if isBound(to: groups) { return }
    try checkNames(groups)
    let known = Dictionary(
      self.groups.map { (ObjectIdentifier($0.group), $0) }, uniquingKeysWith: { first, _ in first })
    self.groups = groups.map { group in
      known[ObjectIdentifier(group)] ?? GroupState(group, composition(group), tile: tile)
    }
    try checkShapes()
    unitCapacity = self.groups.reduce(tile) { capacity, group in
      group.composition.moments.observes && group.rewrittenGradients != nil
        ? max(capacity, group.ranges.map(\.count).max() ?? 0) : capacity
    }
  }

  /// Whether the groups are the current ones, in the same order.
  func isBound(to groups: [ParameterGroup]) -> Bool {
    self.groups.count == groups.count && zip(self.groups, groups).allSatisfy { $0.group === $1 }
  }

  /// The largest number of elements of a unit of work: a tile, or the largest parameter of a group
  /// whose parts see whole parameters.
  private(set) var unitCapacity = 0

  /// Makes room for the tiles of some threads.
  func reserveScratch(threads: Int) {
    let elements = threads * unitCapacity
    if scratch.gradients.count < elements { scratch = Scratch(elements: elements) }
  }

  /// Makes room for the sums of some units.
  func reserveSums(units: Int) {
    guard sums.count < units * UnitSums.stride else { return }
    sums = Block(count: units * UnitSums.stride)
  }

  private func checkShapes() throws(OptimizerError) {
    for group in groups {
      for parameter in group.group.parameters {
        for (_, part) in group.composition.statefulParts {
          guard let refusal = part.refusal(of: parameter.shape) else { continue }
          throw OptimizerError(
            .unsuitableShape,
            "\(parameter.name): \(type(of: part)) can't work on \(parameter.shape): \(refusal)")
        }
      }
    }
  }

  private func checkNames(_ groups: [ParameterGroup]) throws(OptimizerError) {
    var groupNames: Set<String> = []
    var owners: [String: String] = [:]
    for group in groups {
      guard groupNames.insert(group.name).inserted else {
        throw OptimizerError(.ambiguousGroups, "two groups are called \(group.name)")
      }
      for parameter in group.parameters {
        if let owner = owners.updateValue(group.name, forKey: parameter.name) {
          throw OptimizerError(
            .ambiguousGroups,
            "two parameters are called \(parameter.name), in the groups \(owner) and \(group.name)")
        }
      }
    }
  }
}
