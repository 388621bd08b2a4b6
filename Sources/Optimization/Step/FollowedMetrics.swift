/// What the schedules of an optimizer that follow a metric have seen of it.
package struct FollowedMetrics {
  /// A schedule and what it remembers.
  package struct Follower {
    package let schedule: any MetricDrivenSchedule
    package var scalars: [Double]

    init?(_ schedule: any LearningRateSchedule) {
      guard let schedule = schedule as? any MetricDrivenSchedule else { return nil }
      self.schedule = schedule
      scalars = schedule.stateScalars.map(\.initial)
    }
  }

  /// The schedule of all groups without a composition of their own, where it follows a metric.
  package var common: Follower?

  /// The groups with a composition of their own: their schedules, or nil where those follow none.
  package var exceptions: [String: Follower?]

  init(_ composition: Composition, exceptions: [String: Composition]) {
    common = Follower(composition.schedule)
    self.exceptions = exceptions.mapValues { Follower($0.schedule) }
  }

  /// Whether no schedule follows a metric.
  var isEmpty: Bool { common == nil && exceptions.values.allSatisfy { $0 == nil } }

  /// Tells all schedules a metric.
  mutating func observe(_ metric: Double) {
    common?.observe(metric)
    for name in exceptions.keys { exceptions[name]??.observe(metric) }
  }

  /// What the schedule of a group remembers of its metric; empty where it follows none.
  func scalars(ofGroup name: String?) -> [Double] {
    let own = name.flatMap { exceptions.isEmpty ? nil : exceptions[$0] }
    return (own ?? common)?.scalars ?? []
  }
}

extension FollowedMetrics.Follower {
  fileprivate mutating func observe(_ metric: Double) {
    schedule.observe(metric, state: &scalars)
  }
}
