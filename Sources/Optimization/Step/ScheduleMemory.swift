/// What the schedules of an optimizer that listen remember of metrics and steps.
package struct ScheduleMemory: Sendable {
  /// A schedule and what it remembers.
  package struct Follower: Sendable {
    package let schedule: any ListeningSchedule
    package let program: ScheduleProgram
    package let metricProgram: MetricProgram

    /// What it remembers of metrics.
    package var metrics: [Double]

    /// What its lines keep.
    package var kept: [Double]

    /// What they keep for each group, by name, where its sums run over each.
    package var keptOfGroups: [String: [Double]] = [:]

    init?(_ schedule: any LearningRateSchedule) {
      guard let schedule = schedule as? any ListeningSchedule else { return nil }
      self.schedule = schedule
      program = ScheduleProgram(schedule)
      metricProgram = MetricProgram(schedule.metricLines)
      metrics = metricProgram.symbols.map { _ in 0 }
      kept = program.keptNames.map { _ in 0 }
    }
  }

  /// The schedule of all groups without a composition of their own, where it listens.
  package var common: Follower?

  /// The groups with a composition of their own: their schedules, or nil where those don't listen.
  package var exceptions: [String: Follower?]

  init(_ composition: Composition) {
    common = Follower(composition.schedule)
    exceptions = composition.groups.mapValues { Follower($0.schedule) }
  }

  /// Whether no schedule hears of a metric.
  var isDeafToMetrics: Bool {
    ([common] + exceptions.values).allSatisfy { $0?.metrics.isEmpty ?? true }
  }

  /// Tells all schedules a metric.
  mutating func observe(_ metric: Double) {
    common?.observe(metric)
    for name in exceptions.keys { exceptions[name]??.observe(metric) }
  }

  /// What the schedule of a group remembers; nil where it doesn't listen.
  func follower(ofGroup name: String?) -> Follower? {
    if let name, !exceptions.isEmpty, let own = exceptions[name] { return own }
    return common
  }

  /// Keeps what the lines of a group's schedule have left for the next step.
  mutating func keep(_ kept: [Double], ofGroup name: String) {
    if exceptions[name] != nil {
      exceptions[name]??.keep(kept, ofGroup: name)
    } else {
      common?.keep(kept, ofGroup: name)
    }
  }
}

extension ScheduleMemory.Follower {
  /// What the lines have kept for a group.
  package func kept(ofGroup name: String?) -> [Double] {
    guard program.isPerGroup else { return kept }
    return name.flatMap { keptOfGroups[$0] } ?? kept
  }

  fileprivate mutating func keep(_ kept: [Double], ofGroup name: String) {
    if program.isPerGroup { keptOfGroups[name] = kept } else { self.kept = kept }
  }

  fileprivate mutating func observe(_ metric: Double) {
    metricProgram.observe(metric, in: &metrics)
  }
}
