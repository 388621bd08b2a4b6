package import Autodiff
import Kernels

/// What an optimizer keeps from step to step, and buffers that make a step cost no memory.
package final class OptimizerState {
  /// The number of steps taken.
  package var step = 0

  /// The groups of the last step, in its order.
  package private(set) var groups: [GroupState] = []

  /// The groups of earlier steps that were not in the last one; their state waits for them.
  private var absent: [GroupState] = []

  /// What schedules that follow a metric have seen of it.
  package var followedMetrics: FollowedMetrics

  /// The elements a thread works on at once.
  package let tile: Int

  /// What is done at this step, run by run.
  var runs: [Run] = []

  /// The sums that each unit of work returned.
  var sums = Block<Double>(count: 0)

  /// Room for each thread's tiles.
  private(set) var scratch = Scratch(elements: 0)

  /// Whether the gain is wanted though no decay reads it.
  let measuresGain: Bool

  package init(tile: Int, measuresGain: Bool, followedMetrics: FollowedMetrics) {
    self.tile = tile
    self.measuresGain = measuresGain
    self.followedMetrics = followedMetrics
  }

  /// A state of its own with the same contents.
  package func copy() -> OptimizerState {
    let copy = OptimizerState(
      tile: tile, measuresGain: measuresGain, followedMetrics: followedMetrics)
    copy.step = step
    copy.unitCapacity = unitCapacity
    copy.groups = groups.map { $0.copy() }
    copy.absent = absent.map { $0.copy() }
    return copy
  }

  /// Makes the groups of this step the current ones, with new state for those not seen before.
  ///
  /// - Throws: `OptimizerError` where names or shapes don't fit; then nothing has changed.
  package func bind(
    _ groups: [ParameterGroup], composition: (ParameterGroup) -> Composition
  ) throws(OptimizerError) {
    if isBound(to: groups) { return }
    let known = self.groups + absent
    let others = known.map(\.group).filter { old in !groups.contains { $0 === old } }
    try checkNames(groups, beside: others)
    for group in groups { try checkShapes(group, composition(group)) }
    self.groups = groups.map { group in
      known.first { $0.group === group }
        ?? GroupState(group, composition(group), measuresGain: measuresGain, tile: tile)
    }
    absent = known.filter { old in others.contains { $0 === old.group } }
    unitCapacity = self.groups.reduce(tile) { capacity, group in
      group.composition.moments.observes && group.rewrittenGradients != nil
        ? max(capacity, group.ranges.map(\.count).max() ?? 0) : capacity
    }
  }

  /// Whether the groups are the current ones, in the same order.
  package func isBound(to groups: [ParameterGroup]) -> Bool {
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
}

/// Throws where a part can't work on a parameter.
private func checkShapes(
  _ group: ParameterGroup, _ composition: Composition
) throws(OptimizerError) {
  for parameter in group.parameters {
    for (_, part) in composition.statefulParts {
      guard let refusal = part.refusal(of: parameter.shape) else { continue }
      throw OptimizerError(
        .unsuitableShape,
        "\(parameter.name): \(type(of: part)) can't work on \(parameter.shape): \(refusal)")
    }
  }
}

/// Throws where two groups or two parameters have one name.
///
/// - Parameters:
///   - groups: the groups of a step.
///   - others: groups of earlier steps, whose names are taken, too.
/// - Throws: `OptimizerError` with the name.
private func checkNames(
  _ groups: [ParameterGroup], beside others: [ParameterGroup]
) throws(OptimizerError) {
  var groupNames: Set<String> = []
  var owners: [String: String] = [:]
  for group in groups + others {
    guard groupNames.insert(group.name).inserted else {
      throw OptimizerError(
        .ambiguousGroups,
        others.contains { $0 === group }
          ? "\(group.name) is not the group of that name that took earlier steps; "
            + "a new group takes a new optimizer, or a checkpoint to load"
          : "two groups are called \(group.name)")
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
