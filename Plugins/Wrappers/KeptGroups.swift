import Autodiff
import Kernels
import Optimization
import Storing

/// What a wrapper keeps for one group.
final class KeptGroup {
  let group: ParameterGroup

  /// Arrays with the elements of the group's values, in the same places.
  let arrays: [Storage]

  /// How often the wrapper has written the arrays for good: until then, they may begin anew.
  var count = 0

  /// The sum of the weights of an average.
  var weight = 0.0

  /// For each parameter, whether a gradient has been gathered.
  var hasGathered: [Bool]

  /// For each parameter, whether its gradient is lent to the step only.
  var isLent: [Bool]

  init(_ group: ParameterGroup, arrays: Int) {
    self.group = group
    self.arrays = (0..<arrays).map { _ in Storage(count: group.count) }
    hasGathered = Array(repeating: false, count: group.parameters.count)
    isLent = hasGathered
  }

  /// The same in arrays of its own.
  func copy() -> KeptGroup {
    let copy = KeptGroup(group, arrays: arrays.count)
    for (array, source) in zip(copy.arrays, arrays) { array.copy(source) }
    copy.count = count
    copy.weight = weight
    copy.hasGathered = hasGathered
    return copy
  }
}

extension KeptGroup {
  /// Transfers an array to or from a checkpoint.
  func transferArray(_ index: Int, _ name: String, through checkpoint: inout Checkpoint) {
    let array = arrays[index]
    for parameter in group.parameters {
      var elements = array.mutableSpan(parameter.value.range)
      checkpoint.transfer(name, of: parameter, &elements)
    }
  }

  /// Transfers the first array, and how often it has been written.
  func transferAverage(_ name: String, through checkpoint: inout Checkpoint) {
    checkpoint.transfer("steps", of: group.parameters, &count)
    transferArray(0, name, through: &checkpoint)
  }
}

/// What a wrapper keeps for all groups; a copy goes on by itself from the same numbers.
struct KeptGroups {
  /// The number of arrays for each group.
  let arrays: Int

  /// Whether the parameters hold what is kept instead of what is trained.
  private var areExchanged = false

  /// The groups of the last step, then those that were there before.
  private var groups: [KeptGroup] = []

  /// The number of groups of the last step.
  private var currentCount = 0

  /// Only this value refers to it, or the arrays are another's, too.
  private var owner = Owner()

  private final class Owner {}

  init(arrays: Int) {
    self.arrays = arrays
  }
}

extension KeptGroups {
  /// The groups of this step.
  var current: ArraySlice<KeptGroup> { groups.prefix(currentCount) }

  /// Makes the groups of this step the current ones, with new arrays for those not seen before.
  mutating func bind(_ current: [ParameterGroup]) {
    require(
      !areExchanged, "step: the parameters hold the averages; exchange them back before a step")
    own()
    if holds(current) { return }
    let known = groups
    var bound: [KeptGroup] = []
    for group in current where !bound.contains(where: { $0.group === group }) {
      bound.append(known.first { $0.group === group } ?? KeptGroup(group, arrays: arrays))
    }
    groups = bound + known.filter { old in !bound.contains { $0 === old } }
    currentCount = bound.count
  }

  /// Whether the groups are those of the last step, in the same order.
  func holds(_ current: [ParameterGroup]) -> Bool {
    currentCount == current.count && zip(groups, current).allSatisfy { $0.group === $1 }
  }

  /// What is kept of the groups of a checkpoint: as it is to be saved, or new, to be loaded.
  mutating func groups(of checkpoint: Checkpoint) -> [KeptGroup] {
    require(
      !areExchanged, "checkpoint: the parameters hold the averages; exchange them back before it")
    if checkpoint.isLoading {
      self = KeptGroups(arrays: arrays)
      bind(checkpoint.groups)
      return groups
    }
    return checkpoint.groups.map { group in
      groups.first { $0.group === group } ?? KeptGroup(group, arrays: arrays)
    }
  }

  /// Exchanges the values of the parameters with an array, where it has been written for good.
  mutating func exchangeValues(withArray index: Int) {
    own()
    areExchanged.toggle()
    for kept in groups where kept.count > 0 {
      kept.group.values.exchange(with: kept.arrays[index])
      kept.group.countChange()
    }
  }

  /// Calls the body for all groups before they are exchanged, and not before they are exchanged back.
  mutating func forEachBeforeExchange(_ body: (KeptGroup) -> Void) {
    if areExchanged { return }
    own()
    for kept in groups where kept.count > 0 { body(kept) }
  }

  private mutating func own() {
    if isKnownUniquelyReferenced(&owner) { return }
    groups = groups.map { $0.copy() }
    owner = Owner()
  }
}
