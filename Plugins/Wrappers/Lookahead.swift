public import Autodiff
public import Optimization
public import Storing

/// Lets an optimizer run ahead, and goes a part of its way every few steps.
///
/// ```text
/// φ₀ = θ₀
/// θₜ: what the optimizer inside makes of the parameters
/// at t = period, 2 period, …:
///   φ ← φ + α (θₜ − φ)
///   θₜ ← φ
/// ```
///
/// ```swift
/// let weight = Parameter("weight", [0])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).lookahead(period: 2, slowStep: 0.5)
/// weight.setGradient([-1])
/// for _ in 1...3 { try optimizer.step([group]) }
/// #expect(Array(weight.value) == [2])
/// let slow = optimizer.withAverages { Array(weight.value) }
/// #expect(slow == [1])
/// ```
///
/// - Source: Zhang, Lucas, Hinton and Ba, NeurIPS 2019, Algorithm 1, <https://arxiv.org/abs/1907.08610>.
/// - Differs: the optimizer inside keeps its state where θ jumps, the paper's *maintain*, as optax and
///   pytorch_optimizer have it by default; resetting or interpolating its momentum is not offered.
/// - Edge cases: t counts the steps of a group; a skipped step is none. With a period and a slow step
///   of 1 the steps are those of the optimizer inside, bit for bit. The averages are the slow weights φ.
/// - Complexity: one array; one pass every `period` steps.
public struct Lookahead<Base: GroupStepper>: AveragingStepper {
  /// What takes the fast steps.
  public var base: Base

  /// The number of fast steps for a slow one, in `1...`; the paper's *k*, 5 in most experiments.
  public let period: Int

  /// α, the share of the way to the fast weights, in `0 ... 1`; 0.5 in most of the paper's experiments.
  public let slowStep: Double

  private var kept = KeptGroups(arrays: 1)

  /// Creates the wrapper.
  public init(_ base: Base, period: Int = 5, slowStep: Double = 0.5) {
    self.base = base
    self.period = period
    self.slowStep = slowStep
    requireValid([Bound(\.period, in: 1...), Bound(\.slowStep, in: 0...1)])
  }

  public var stepCount: Int { base.stepCount }

  @discardableResult
  public mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    kept.bind(groups)
    for group in kept.current where group.count == 0 { group.arrays[0].copy(group.group.values) }
    let report = try base.step(groups, recompute: recompute)
    guard report.skipped == nil else { return report }
    for group in kept.current {
      group.count += 1
      guard group.count % period == 0 else { continue }
      group.arrays[0].move(toward: group.group.values, by: slowStep)
      group.group.values.copy(group.arrays[0])
    }
    return report
  }

  public mutating func exchangeAverages() { kept.exchangeValues(withArray: 0) }
}

@available(*, unavailable)
extension Lookahead: Sendable {}

extension Lookahead: ResumableStepper where Base: ResumableStepper {
  public mutating func transferState(
    through checkpoint: inout Checkpoint
  ) throws(OptimizerError) {
    try base.transferState(through: &checkpoint)
    checkpoint.wrapper("lookahead") { state in
      for group in kept.groups(of: state) { group.transferAverage("slow", through: &state) }
    }
  }
}

extension GroupStepper {
  /// The same steps, of which every few are pulled back to a part of their way.
  public func lookahead(period: Int = 5, slowStep: Double = 0.5) -> Lookahead<Self> {
    Lookahead(self, period: period, slowStep: slowStep)
  }
}
