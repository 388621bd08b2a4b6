package import Autodiff
import Kernels

/// What an optimizer keeps from step to step, and buffers that make a step cost no memory.
package final class OptimizerState {
  /// The number of steps taken.
  package var step = 0

  /// The groups that the state is kept for.
  private(set) var binding = Binding()

  /// What schedules that listen remember.
  package var scheduleMemory: ScheduleMemory

  /// What is done at this step, run by run.
  var runs: [Run] = []

  /// The sums of the chunks or units of work.
  private(set) var sums = Block<Double>(count: 0)

  /// Room for each thread's tiles.
  private(set) var room = Room(threads: 0, Room.Size())

  /// Whether the gain is wanted though no decay reads it.
  let measuresGain: Bool

  /// How the state is cut, kept and shared out.
  package let form: StateForm

  package init(_ form: StateForm, measuresGain: Bool, scheduleMemory: ScheduleMemory) {
    self.form = form
    self.measuresGain = measuresGain
    self.scheduleMemory = scheduleMemory
  }

  /// A state of its own with the same contents.
  package func copy() -> OptimizerState {
    let copy = OptimizerState(
      form, measuresGain: measuresGain, scheduleMemory: scheduleMemory)
    copy.step = step
    copy.binding = binding
    copy.binding.groups = binding.groups.map { $0.copy() }
    copy.binding.absent = binding.absent.map { $0.copy() }
    return copy
  }

  /// The groups of the last step, in its order.
  package var groups: [GroupState] { binding.groups }

  /// The learning rate of the next step under the schedule of all groups, before their multipliers; not
  /// a number where it depends on sums over that step.
  func nextLearningRate(_ schedule: any LearningRateSchedule) -> Double {
    let program = scheduleMemory.common?.program ?? ScheduleProgram(schedule)
    return program.run(
      program.makeRoom(), at: step + 1, metrics: scheduleMemory.common?.metrics ?? [],
      kept: scheduleMemory.common?.kept ?? [])
  }
}

/// How the state of an optimizer is cut, kept and shared out.
package struct StateForm: Sendable {
  /// The elements that a thread works on at once.
  let tile: Int

  /// How the arrays are kept.
  let precision: StatePrecision

  /// The processes that share the state out; nil for one that keeps all of it.
  package var ranks: (any StateRanks)?
}

extension OptimizerState {
  /// The processes that share the state out.
  package var ranks: (any StateRanks)? { form.ranks }

  /// The state of groups, and of those that wait for a later step.
  package struct Binding {
    /// The groups of a step, in its order.
    package fileprivate(set) var groups: [GroupState] = []

    /// The groups of earlier steps that are not in this one; their state waits for them.
    fileprivate(set) var absent: [GroupState] = []

    /// The room that a thread needs.
    fileprivate(set) var room = Room.Size()
  }

  /// Whether the groups are the current ones, in the same order.
  package func isBound(to groups: [ParameterGroup]) -> Bool {
    binding.groups.count == groups.count
      && zip(binding.groups, groups).allSatisfy { $0.group === $1 }
  }

  /// The state for groups, with new state for those not seen before; binds nothing.
  ///
  /// - Throws: `OptimizerError` where names or shapes don't fit.
  package func binding(
    of groups: [ParameterGroup], composition: (ParameterGroup) -> Composition
  ) throws(OptimizerError) -> Binding {
    if isBound(to: groups) { return binding }
    let given = Set(groups.map(ObjectIdentifier.init))
    var known: [ObjectIdentifier: GroupState] = [:]
    var next = Binding()
    for state in binding.groups + binding.absent {
      let identity = ObjectIdentifier(state.group)
      known[identity] = state
      if !given.contains(identity) { next.absent.append(state) }
    }
    try checkNames(groups, beside: next.absent.map(\.group))
    var programs: [ProgramKey: CompositionProgram] = [:]
    for group in groups {
      if let state = known[ObjectIdentifier(group)] {
        next.groups.append(state)
      } else {
        let parts = composition(group)
        try checkShapes(group, parts)
        let key = ProgramKey(parts, group)
        let program =
          programs[key] ?? CompositionProgram(parts, arrays: key.arrays, measuresGain: measuresGain)
        programs[key] = program
        next.groups.append(GroupState(group, parts, program, form))
      }
    }
    next.room.elements = next.groups.reduce(max(form.tile, chunkLength)) {
      max($0, $1.unitCapacity)
    }
    next.room.states = next.groups.reduce(0) { max($0, $1.stateCapacity) }
    next.room.terms = next.groups.reduce(0) { max($0, $1.layout.program.schedule.sums.count) }
    let listensToWhole = next.groups.contains {
      $0.layout.isWhole && $0.layout.program.schedule.listens
    }
    if listensToWhole {
      let largest = next.groups.flatMap(\.layout.ranges).map(\.count).max() ?? 0
      next.room.elements = max(next.room.elements, largest)
    }
    return next
  }

  /// Makes groups the current ones.
  package func bind(_ binding: Binding) { self.binding = binding }

  /// Makes room for some threads.
  func reserveRoom(threads: Int, for binding: Binding) {
    if !room.suffices(for: threads, binding.room) { room = Room(threads: threads, binding.room) }
  }

  /// Makes room for some sums.
  func reserveSums(_ count: Int) {
    if sums.count < count { sums = Block(count: count) }
  }
}

/// What the compiled formulas of a group depend on: groups that share it are compiled once.
private struct ProgramKey: Hashable {
  let composition: Composition
  /// The names of each part's state arrays.
  let arrays: [[StateArray]]

  init(_ composition: Composition, _ group: ParameterGroup) {
    self.composition = composition
    let shapes = Set(group.parameters.map(\.shape)).sorted { $0.lexicographicallyPrecedes($1) }
    arrays = composition.statefulParts.map { named in
      shapes.reduce(into: []) { arrays, shape in
        for array in named.part.stateArrays(for: shape)
        where !arrays.contains(where: { $0.name == array.name }) {
          arrays.append(array)
        }
      }
    }
  }
}

extension GroupState {
  /// The number of elements of the largest copy of a gradient that a unit of work needs beside the
  /// group's own arrays.
  fileprivate var unitCapacity: Int {
    layout.isWhole && layout.observes ? layout.ranges.map(\.count).max() ?? 0 : 0
  }

  /// The number of elements of state that a transform or a schedule may change in a unit of work, or that a
  /// tile's halves are widened to.
  fileprivate var stateCapacity: Int {
    var largest = layout.half?.roomCount ?? 0
    let schedule = [layout.schedulePart].compactMap { $0 }
    for part in Array(composition.transforms.indices) + schedule {
      for parameter in layout.ranges.indices {
        largest = max(largest, place(of: part, parameter: parameter).range.count)
      }
    }
    return largest
  }
}

/// Throws where a part can't work on a parameter.
private func checkShapes(
  _ group: ParameterGroup, _ composition: Composition
) throws(OptimizerError) {
  let parts = composition.statefulParts.map(\.part)
  for parameter in group.parameters {
    for part in parts {
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
  owners.reserveCapacity((groups + others).reduce(0) { $0 + $1.parameters.count })
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
