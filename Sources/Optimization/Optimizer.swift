public import Autodiff
import Kernels

/// Five parts that step over all groups at once: θ ← D(θ) − η(t) · P(M(T(g))).
///
/// ```swift
/// let weight = Parameter("weight", [0.5, -1.25])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(
///   moments: .exponential(beta: 0.9),
///   preconditioner: .rootMeanSquare(beta: 0.999, epsilon: 1e-8),
///   decay: .stable(5e-4).until(step: 4_000),
///   schedule: .cosine(peak: 1e-3, steps: 10_000).warmedUp(for: 500))
/// weight.setGradient([0.1, -0.2])
/// let report = try optimizer.step([group])
/// #expect(report.step == 1)
/// ```
///
/// An optimizer is a value: a copy goes on by itself from the same state. Parameters and groups are
/// references, and both copies move them.
///
/// - Complexity: a step of parts that work element by element reads and writes each array once.
public struct Optimizer {
  /// The parts, with those of groups that have their own.
  public let composition: Composition

  /// What to do with a parameter without a gradient.
  public let missingGradients: MissingGradientPolicy

  /// Whether the report gives the effective learning rate and √v̄ when nothing in the composition asks
  /// for them, at the price of one more read of the gradients.
  public let measuresGain: Bool

  /// How the state arrays are kept.
  public let statePrecision: StatePrecision

  /// The steps in which the norms of the report are measured; changes no bit of any parameter.
  ///
  /// Each norm costs a read of an array and a sum of squares: all of them make a step of Adam that is in
  /// cache a quarter to a half slower, so that none is measured unless asked for.
  public var norms = MeasuredSteps.never

  /// The largest number of threads, loops within parts included, in `1...`; changes no bit of any result.
  public var threads = processorCount {
    didSet { require(threads >= 1, "Optimizer: threads must be in 1..., but is \(threads)") }
  }

  /// What is kept from step to step.
  package var state: OptimizerState

  /// Creates an optimizer.
  ///
  /// - Parameters:
  ///   - composition: the parts.
  ///   - groups: other parts for groups of a name, beside those in the composition.
  ///   - missingGradients: what to do with a parameter without a gradient.
  ///   - measuresGain: whether the report gives the effective learning rate and √v̄ when nothing in
  ///     the composition asks for them, at the price of one more read of the gradients.
  ///   - state: how the state arrays are kept.
  /// - Throws: `OptimizerError` with the reason where the parts have no meaning together, or with that
  ///   state.
  public init(
    _ composition: Composition, groups: [String: Composition] = [:],
    missingGradients: MissingGradientPolicy = .refuse, measuresGain: Bool = false,
    state: StatePrecision = .float32
  ) throws(OptimizerError) {
    try self.init(
      composition, groups: groups, missingGradients: missingGradients,
      measuresGain: measuresGain, state: state, tile: defaultTile)
  }

  /// Creates an optimizer from its parts.
  ///
  /// - Throws: `OptimizerError` with the reason where the parts have no meaning together.
  public init(
    transforms: [any GradientTransform] = [], moments: any MomentEstimator,
    preconditioner: any Preconditioner, decay: any DecayPolicy,
    schedule: any LearningRateSchedule
  ) throws(OptimizerError) {
    try self.init(
      Composition(
        transforms: transforms, moments: moments, preconditioner: preconditioner, decay: decay,
        schedule: schedule))
  }

  /// Creates an optimizer with tiles of another size, which changes no bit of the parameters.
  package init(
    _ composition: Composition, groups: [String: Composition] = [:],
    missingGradients: MissingGradientPolicy = .refuse, measuresGain: Bool = false,
    state precision: StatePrecision = .float32, tile: Int
  ) throws(OptimizerError) {
    var composition = composition
    composition.groups.merge(groups) { $1 }
    try composition.checkMeaning()
    try composition.checkMeaning(of: precision)
    for (name, exception) in composition.groups {
      try composition.whole(exception).checkMeaning()
      try composition.whole(exception).checkMeaning(of: precision)
      for transform in exception.transforms where transform.normScope == .all {
        throw .meaningless(
          "\(name): \(type(of: transform)) asks for the norm over all groups, "
            + "but acts on one; give it the scope of the group, or to all groups")
      }
      if !exception.groups.isEmpty {
        throw .meaningless("\(name): a group has no groups of its own")
      }
    }
    self.composition = composition
    self.missingGradients = missingGradients
    self.measuresGain = measuresGain
    statePrecision = precision
    state = OptimizerState(
      StateForm(tile: tile, precision: precision), measuresGain: measuresGain,
      scheduleMemory: ScheduleMemory(composition))
  }
}

@available(*, unavailable)
extension Optimizer: Sendable {}

/// The number of `Float`s of a tile: small enough that all arrays of a tile stay in the first-level
/// cache, large enough that what is done once a tile does not show.
private let defaultTile = 256

/// What to do with a parameter without a gradient.
public enum MissingGradientPolicy: String, Sendable, Hashable, Codable, CaseIterable {
  /// The step throws and names the parameter.
  case refuse

  /// The parameter stays out of this step: it does not move, and its own step count stands still.
  case leaveOut
}

extension Optimizer {
  /// The number of steps taken.
  public var stepCount: Int { state.step }

  /// Takes a step: every parameter with a gradient moves, and every gradient stays where it is.
  ///
  /// Numbers that are not finite go where the formulas take them, unless a transform refuses them or
  /// skips the step.
  ///
  /// - Parameter groups: the groups that move, in any order. Groups not seen before join with fresh
  ///   state; the state of groups that are left out waits for them.
  /// - Returns: what the step did.
  /// - Throws: `OptimizerError`; then parameters and state are as they were.
  @discardableResult
  public mutating func step(_ groups: [ParameterGroup]) throws(OptimizerError) -> StepReport {
    if !isKnownUniquelyReferenced(&state) { state = state.copy() }
    try refuseUnknownNames(among: groups)
    let limit = limitThreads(to: threads)
    defer { _ = limitThreads(to: limit) }
    // The name of the function alone would ask for memory, for a copy of the optimizer.
    let binding = try state.binding(of: groups) { composition(of: $0) }
    if let difference = state.ranks?.difference(ofGradientsIn: groups) {
      throw OptimizerError(.missingGradient, difference)
    }
    var step = try Step(
      state, binding, composition, missingGradients: missingGradients, norms: norms,
      threads: threads)
    step.shareGradients()
    if let reason = try step.transform() {
      return StepReport(step: state.step + 1, skipped: reason)
    }
    try step.findPenalties()
    try step.listen()
    try step.measureGain()
    step.prepare()
    return step.execute()
  }

  /// The parts that step over a group.
  package func composition(of group: ParameterGroup) -> Composition {
    composition.groups[group.name].map(composition.whole) ?? composition
  }

  /// Throws where parts stand by for a group that is not there at the first step.
  private func refuseUnknownNames(
    among groups: [ParameterGroup]
  ) throws(OptimizerError) {
    if composition.groups.isEmpty || state.step > 0 { return }
    let names = groups.map(\.name)
    for name in composition.groups.keys.sorted() where !names.contains(name) {
      let others =
        suggestion(for: name, among: names).map { "did you mean \($0)?" }
        ?? "there are \(names.joined(separator: ", "))"
      throw OptimizerError(
        .unknownGroup,
        "no group is called \(name), for which there are parts of its own; " + others)
    }
  }
}

extension Optimizer {
  /// Tells the schedules that hear of a metric its new value; the next step uses what they make of it.
  ///
  /// - Parameter metric: the value, such as the loss on data held out.
  public mutating func observe(metric: Double) {
    require(
      followsMetric, "Optimizer: \(type(of: composition.schedule)) follows no metric")
    if !isKnownUniquelyReferenced(&state) { state = state.copy() }
    state.scheduleMemory.observe(metric)
  }

  /// Whether a schedule hears of the metrics that `observe(metric:)` reports.
  public var followsMetric: Bool { !state.scheduleMemory.isDeafToMetrics }

  /// The learning rate of the next step, before the groups' multipliers; not a number where the schedule
  /// makes it of sums over that step.
  public var nextLearningRate: Double { state.nextLearningRate(composition.schedule) }
}
