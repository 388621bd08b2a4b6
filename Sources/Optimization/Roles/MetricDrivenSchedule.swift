import Kernels

/// A schedule that follows a metric that the training loop reports, such as the loss on data held out.
///
/// It is a schedule like any other until the first metric arrives. What it remembers of the metrics is
/// named numbers, which the optimizer keeps for it. Other schedules may stand inside, but it stands
/// inside no other: the outermost schedule is the one that is told.
public protocol MetricDrivenSchedule: LearningRateSchedule {
  /// The numbers to remember, and what they are before the first metric.
  var stateScalars: [StateScalar] { get }

  /// Takes a metric in.
  ///
  /// - Parameters:
  ///   - metric: what the training loop reports.
  ///   - state: the numbers declared, in order; what is written is kept.
  func observe(_ metric: Double, state: inout [Double])

  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - step: t, from 1.
  ///   - state: the numbers declared, in order.
  /// - Returns: a number in `0...`.
  func learningRate(at step: Int, state: [Double]) -> Double
}

extension MetricDrivenSchedule {
  /// The learning rate of a step while no metric has arrived.
  public func learningRate(at step: Int) -> Double {
    learningRate(at: step, state: stateScalars.map(\.initial))
  }
}

extension LearningRateSchedule {
  /// The rules of a schedule that stands inside a part, where no metric reaches it: its own, and that it
  /// follows none.
  ///
  /// - Parameter name: the property of the part.
  /// - Returns: the rules.
  public func rules(inside name: String) -> [Rule] {
    rules + [Rule(name, must: "follow no metric", holds: !(self is any MetricDrivenSchedule))]
  }
}

extension Optimizer {
  /// Tells the schedules that follow a metric its new value; the next step uses what they make of it.
  ///
  /// - Parameter metric: the value, such as the loss on data held out.
  public mutating func observe(metric: Double) {
    require(
      !state.followedMetrics.isEmpty,
      "Optimizer: \(type(of: composition.schedule)) follows no metric")
    if !isKnownUniquelyReferenced(&state) { state = state.copy() }
    state.followedMetrics.observe(metric)
  }

  /// The learning rate of the next step, before the groups' multipliers.
  public var nextLearningRate: Double {
    state.followedMetrics.learningRate(of: composition.schedule, ofGroup: nil, at: state.step + 1)
  }
}

/// What the schedules of an optimizer that follow a metric have seen of it.
struct FollowedMetrics {
  /// A schedule and what it remembers.
  struct Follower {
    let schedule: any MetricDrivenSchedule
    var scalars: [Double]

    init?(_ schedule: any LearningRateSchedule) {
      guard let schedule = schedule as? any MetricDrivenSchedule else { return nil }
      self.schedule = schedule
      scalars = schedule.stateScalars.map(\.initial)
    }
  }

  /// The schedule of all groups without a composition of their own, where it follows a metric.
  var common: Follower?

  /// The groups with a composition of their own: their schedules, or nil where those follow none.
  var exceptions: [String: Follower?]

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

  /// ηₜ of a schedule.
  ///
  /// - Parameters:
  ///   - schedule: the schedule of the group.
  ///   - group: the group's name, or nil for the schedule that most groups share.
  ///   - step: t, from 1.
  /// - Returns: the learning rate, with what was seen of the metric.
  func learningRate(
    of schedule: any LearningRateSchedule, ofGroup group: String?, at step: Int
  ) -> Double {
    let own = group.flatMap { exceptions.isEmpty ? nil : exceptions[$0] }
    guard let follower = own ?? common else { return schedule.learningRate(at: step) }
    return follower.schedule.learningRate(at: step, state: follower.scalars)
  }
}

extension FollowedMetrics.Follower {
  fileprivate mutating func observe(_ metric: Double) {
    schedule.observe(metric, state: &scalars)
  }
}
