public import Autodiff
public import Optimization
public import Storing

/// Keeps the plain mean of the weights after some of the steps beside an optimizer: stochastic weight
/// averaging.
///
/// ```text
/// θₜ: what the optimizer inside makes of the parameters
/// at t = first, first + every, first + 2 every, …:
///   n ← n + 1
///   a ← a + (θₜ − a) / n
/// ```
///
/// ```swift
/// let weight = Parameter("weight", [0])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).averagingWeights(from: 2, every: 2)
/// weight.setGradient([-1])
/// for _ in 1...5 { try optimizer.step([group]) }
/// let averages = optimizer.withAverages { Array(weight.value) }
/// #expect(averages == [3])
/// ```
///
/// - Source: Izmailov et al., UAI 2018, Algorithm 1, <https://arxiv.org/abs/1803.05407>.
/// - Differs: the mean moves by a share of its way to the weights, as PyTorch's `AveragedModel` does
///   it; the paper multiplies it by n and divides by n + 1. The learning rate is the schedule's.
/// - Edge cases: before `first` the averages are the weights themselves. t counts the steps of the
///   optimizer inside. The statistics of batch normalization belong to other weights than the mean
///   and must be gathered anew, as the paper says: `withAverages(settling:by:_:)` does.
/// - Complexity: one array; one pass after the steps that count.
public struct EqualWeightAverage<Base: GroupStepper>: AveragingStepper {
  /// What takes the steps.
  public var base: Base

  /// The first step that counts, in `1...`.
  public let first: Int

  /// The number of steps from one that counts to the next, in `1...`.
  public let every: Int

  private var kept = KeptGroups(arrays: 1)

  /// Creates the wrapper.
  public init(_ base: Base, from first: Int = 1, every: Int = 1) {
    self.base = base
    self.first = first
    self.every = every
    requireValid([Bound(\.first, in: 1...), Bound(\.every, in: 1...)])
  }

  public var stepCount: Int { base.stepCount }

  @discardableResult
  public mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    kept.bind(groups)
    let report = try base.step(groups, recompute: recompute)
    guard report.skipped == nil, counts(report.step) else { return report }
    for group in kept.current {
      group.count += 1
      if group.count == 1 {
        group.arrays[0].copy(group.group.values)
      } else {
        group.arrays[0].move(toward: group.group.values, by: 1 / Double(group.count))
      }
    }
    return report
  }

  public mutating func exchangeAverages() { kept.exchangeValues(withArray: 0) }

  private func counts(_ step: Int) -> Bool { step >= first && (step - first) % every == 0 }
}

@available(*, unavailable)
extension EqualWeightAverage: Sendable {}

extension EqualWeightAverage: ResumableStepper where Base: ResumableStepper {
  public mutating func transferState(
    through checkpoint: inout Checkpoint
  ) throws(OptimizerError) {
    try base.transferState(through: &checkpoint)
    checkpoint.wrapper("equalWeightAverage") { state in
      for group in kept.groups(of: state) { group.transferAverage("average", through: &state) }
    }
  }
}

extension GroupStepper {
  /// The same steps, with the mean of the weights after every so many steps beside them.
  public func averagingWeights(from first: Int, every: Int = 1) -> EqualWeightAverage<Self> {
    EqualWeightAverage(self, from: first, every: every)
  }
}
