public import Autodiff
import Foundation
public import Optimization
public import Storing

/// Keeps an average of the weights beside an optimizer, to evaluate with: one that forgets, or the plain
/// mean, which is stochastic weight averaging.
///
/// ```text
/// θₜ: what the optimizer inside makes of the parameters
/// at t = first, first + every, first + 2 every, …:
///   n ← n + 1
///   a ← a + wₙ (θₜ − a)                w₁ = 1
///   wₙ = 1/n                           beta: nil
///        1 − β                         begin: firstWeights
///        (1 − β) / (1 − βⁿ)            begin: corrected
///        1 − min(β, (1 + n)/(10 + n))  begin: growing
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
/// - Source: the mean, Izmailov et al., UAI 2018, Algorithm 1, <https://arxiv.org/abs/1803.05407>; the
///   exponential average, Polyak and Juditsky, 1992, as in Tarvainen and Valpola, 2017, section 3,
///   <https://arxiv.org/abs/1703.01780>. `firstWeights` is PyTorch's `AveragedModel` with
///   `get_ema_multi_avg_fn`; `corrected` is optax's `ema`, whose average starts at 0 and is divided by
///   1 − βⁿ; `growing` is the rule of TensorFlow's `num_updates`.
/// - Differs: the mean moves by a share of its way to the weights, as PyTorch's does; the paper
///   multiplies it by n and divides by n + 1. Every form begins with the first weights that count,
///   TensorFlow's with those before them; `corrected` keeps the quotient itself, so that nothing is
///   divided by 1 − βⁿ later. The learning rate is the schedule's.
/// - Edge cases: before `first` the averages are the weights themselves. t counts the steps of the
///   optimizer inside; a skipped step counts for nothing. A parameter without a gradient counts with the
///   value it has. The statistics of batch normalization belong to other weights than the averages and
///   must be gathered anew: `withAverages(settling:by:_:)` does.
/// - Complexity: one array; one pass after the steps that count.
public struct WeightAverage<Base: GroupStepper>: AveragingStepper {
  /// What takes the steps.
  public var base: Base

  /// β, the share of the average that is kept, in `0 ..< 1`, or nil, where all weights count the same;
  /// 0.999 is PyTorch's default.
  public let beta: Double?

  /// How an average that forgets begins.
  public let begin: WeightAverageBegin

  /// The first step that counts, in `1...`.
  public let first: Int

  /// The number of steps from one that counts to the next, in `1...`.
  public let every: Int

  private var kept = KeptGroups(arrays: 1)

  /// Creates the wrapper.
  public init(
    _ base: Base, beta: Double?, begin: WeightAverageBegin = .firstWeights, from first: Int = 1,
    every: Int = 1
  ) {
    self.base = base
    self.beta = beta
    self.begin = begin
    self.first = first
    self.every = every
    requireValid([
      Bound(\.beta, in: 0..<1), Bound(\.first, in: 1...), Bound(\.every, in: 1...),
    ])
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
        group.arrays[0].move(toward: group.group.values, by: share(ofWeights: group.count))
      }
    }
    return report
  }

  public mutating func exchangeAverages() { kept.exchangeValues(withArray: 0) }

  private func counts(_ step: Int) -> Bool { step >= first && (step - first) % every == 0 }

  /// wₙ, from n = 2 on.
  private func share(ofWeights count: Int) -> Double {
    let n = Double(count)
    guard let beta else { return 1 / n }
    return switch begin {
    case .firstWeights: 1 - beta
    case .corrected: (1 - beta) / (1 - pow(beta, n))
    case .growing: 1 - min(beta, (1 + n) / (10 + n))
    }
  }
}

@available(*, unavailable)
extension WeightAverage: Sendable {}

extension WeightAverage: ResumableStepper where Base: ResumableStepper {
  public mutating func transferState(
    through checkpoint: inout Checkpoint
  ) throws(OptimizerError) {
    try base.transferState(through: &checkpoint)
    checkpoint.wrapper("weightAverage") { state in
      for group in kept.groups(of: state) { group.transferAverage("average", through: &state) }
    }
  }
}

/// How an exponential average of weights begins.
public enum WeightAverageBegin: String, Sendable, Hashable, Codable, CaseIterable {
  /// The first average is the first weights that count, which then weigh like all that came before.
  case firstWeights

  /// All weights so far count as they would in an endless average, scaled up to a sum of 1.
  case corrected

  /// The average keeps little at first, (1 + n)/(10 + n), until that is β.
  case growing
}

extension GroupStepper {
  /// The same steps, with an exponential average of the weights beside them.
  public func averagingWeights(
    beta: Double = 0.999, begin: WeightAverageBegin = .firstWeights
  ) -> WeightAverage<Self> {
    WeightAverage(self, beta: beta, begin: begin)
  }

  /// The same steps, with the mean of the weights after every so many steps beside them.
  public func averagingWeights(from first: Int, every: Int = 1) -> WeightAverage<Self> {
    WeightAverage(self, beta: nil, from: first, every: every)
  }
}
