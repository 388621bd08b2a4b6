import Kernels

/// A schedule that follows a metric that the training loop reports, such as the loss on data held out.
///
/// It is a schedule like any other until the first metric arrives. What it remembers of the metrics is
/// named numbers, which the optimizer keeps for it, and which its `rate` reads as symbols of those
/// names. Other schedules may stand inside, but it stands inside no other: the outermost schedule is the
/// one that is told.
public protocol MetricDrivenSchedule: LearningRateSchedule {
  /// The numbers to remember, and what they are before the first metric.
  var stateScalars: [StateScalar] { get }

  /// Takes a metric in.
  ///
  /// - Parameters:
  ///   - metric: what the training loop reports.
  ///   - state: the numbers declared, in order; what is written is kept.
  func observe(_ metric: Double, state: inout [Double])
}

extension MetricDrivenSchedule {
  /// The learning rate of a step, for tests.
  ///
  /// - Parameters:
  ///   - step: t, from 1.
  ///   - state: the numbers declared, in order; left out, those before the first metric.
  /// - Returns: a number in `0...`.
  public func learningRate(at step: Int, state: [Double]? = nil) -> Double {
    var symbols: [Formula: Double] = [.t: Double(step)]
    for (index, scalar) in stateScalars.enumerated() {
      symbols[.symbol(Formula.Symbol(scalar.name))] = state?[index] ?? scalar.initial
    }
    return rate.value(at: symbols)
  }
}

/// A named number that a schedule remembers, in double precision.
public struct StateScalar: Sendable, Hashable {
  /// The name, unique in the schedule.
  public let name: String

  /// The value before the first metric.
  public let initial: Double

  /// Creates the declaration of a number.
  public init(_ name: String, initial: Double = 0) {
    self.name = name
    self.initial = initial
  }
}

extension Bound {
  /// A schedule inside a part, where no metric reaches it, follows none.
  ///
  /// - Parameters:
  ///   - name: the property of the part.
  ///   - schedule: the schedule inside.
  /// - Returns: the bound.
  public static func followsNoMetric(
    _ name: String, _ schedule: @escaping @Sendable (Part) -> any LearningRateSchedule
  ) -> Bound {
    Bound(name, must: "follow no metric") { !(schedule($0) is any MetricDrivenSchedule) }
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
    ScheduleProgram(composition.schedule).rate(
      at: state.step + 1, scalars: state.followedMetrics.scalars(ofGroup: nil))
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
