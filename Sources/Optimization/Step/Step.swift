import Autodiff
import Kernels

/// One step, in its phases: bind, transform, measure the gain, prepare the runs, execute.
///
/// Each phase adds to what the next ones need, in `GroupState.now`. Whatever can fail does so before
/// `execute` writes the first parameter, and what a phase would change of the state waits for it.
struct Step {
  let state: OptimizerState
  let binding: OptimizerState.Binding
  let composition: Composition
  let measuresNorms: Bool
  let threads: Int

  /// t of this step.
  let number: Int

  /// v̄ of the moment estimators and of the preconditioners, where they are known before the pass.
  var meanSecondMoments: PerPart<Double>?

  var report: StepReport

  /// Begins a step: finds the groups' state and asks the schedules.
  ///
  /// - Throws: `OptimizerError` where there is no parameter, a gradient is missing or a schedule has no
  ///   learning rate.
  init(
    _ state: OptimizerState, _ binding: OptimizerState.Binding, _ composition: Composition,
    missingGradients: MissingGradientPolicy, norms: MeasuredSteps, threads: Int
  ) throws(OptimizerError) {
    self.state = state
    self.binding = binding
    self.composition = composition
    self.threads = threads
    number = state.step + 1
    measuresNorms = norms.contains(number)
    report = StepReport(step: number)
    var offset = 0
    for group in binding.groups {
      group.now.offset = offset
      group.now.penalty = nil
      offset += group.group.count
      report.leftOut += try group.findParticipants(missingGradients)
      group.askSchedule(state.scheduleMemory, at: number)
      if !group.layout.program.schedule.listens { try group.multiplyRate(at: number) }
    }
    guard offset > 0 else {
      throw OptimizerError(.noParameters, "no group has a parameter: there is nothing to step")
    }
  }

  /// The groups of the step.
  var groups: [GroupState] { binding.groups }

  /// Whether a group has a composition of its own.
  func hasOwnParts(_ group: GroupState) -> Bool {
    !composition.groups.isEmpty && composition.groups[group.group.name] != nil
  }

  /// The first group without a composition of its own.
  var commonGroup: GroupState? {
    groups.first { !hasOwnParts($0) }
  }
}

extension GroupState {
  /// Notes which parameters have a gradient.
  ///
  /// - Returns: how many have none.
  /// - Throws: `OptimizerError` with the name, where one has none and that is not allowed.
  fileprivate func findParticipants(_ policy: MissingGradientPolicy) throws(OptimizerError) -> Int {
    let missing = group.withoutGradient
    now.participants = nil
    guard let first = missing.first else { return 0 }
    guard policy == .leaveOut else {
      throw OptimizerError(.missingGradient, "\(group.parameters[first].name) has no gradient")
    }
    var participants = Array(repeating: true, count: steps.count)
    for index in missing { participants[index] = false }
    now.participants = participants
    return missing.count
  }

  /// Notes what is known of the learning rate before the gradients are.
  fileprivate func askSchedule(_ memory: ScheduleMemory, at number: Int) {
    let (program, room) = (layout.program.schedule, rooms.schedule)
    let follower = memory.follower(ofGroup: group.name)
    now.scheduledRate = program.run(
      room, at: number, metrics: follower?.metrics ?? [],
      kept: follower?.kept(ofGroup: group.name) ?? [])
    now.published = program.published(room)
    now.listener = nil
    if program.listens, let schedule = composition.schedule as? any ListeningSchedule {
      now.listener = schedule.listener(at: program.context(at: number, room))
    }
  }

  /// Notes the learning rate.
  ///
  /// - Throws: `OptimizerError` with the name of the group, where the schedule has none.
  func multiplyRate(at number: Int) throws(OptimizerError) {
    let multiplier = group.learningRateMultiplier
    // A group that is left out may have no rate to multiply.
    now.learningRate = multiplier == 0 ? 0 : now.scheduledRate * multiplier
    now.peakLearningRate = layout.program.schedule.peak.map { $0 * multiplier }
    guard now.learningRate >= 0, now.learningRate.isFinite else {
      throw OptimizerError(
        .unsuitableLearningRate,
        "\(group.name): \(type(of: composition.schedule)): the learning rate of step \(number) "
          + "must be in 0..., but is \(brief(now.learningRate))")
    }
  }
}
