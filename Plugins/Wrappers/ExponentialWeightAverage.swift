public import Autodiff
import Foundation
public import Optimization
public import Storing

/// Keeps an exponential average of the weights beside an optimizer, to evaluate with.
///
/// ```text
/// θₜ: what the optimizer inside makes of the parameters
/// a₁ = θ₁
/// aₜ = aₜ₋₁ + wₜ (θₜ − aₜ₋₁)
/// wₜ = 1 − β                         begin: firstWeights
///      (1 − β) / (1 − βᵗ)            begin: corrected
///      1 − min(β, (1 + t)/(10 + t))  begin: growing
/// ```
///
/// ```swift
/// let weight = Parameter("weight", [0])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).averagingWeights(beta: 0.75)
/// weight.setGradient([-4])
/// for _ in 1...2 { try optimizer.step([group]) }
/// #expect(Array(weight.value) == [8])
/// let averages = optimizer.withAverages { Array(weight.value) }
/// #expect(averages == [5])
/// ```
///
/// - Source: Polyak and Juditsky, 1992; the exponential form as in Tarvainen and Valpola, 2017,
///   section 3, <https://arxiv.org/abs/1703.01780>. `firstWeights` is PyTorch's
///   `AveragedModel` with `get_ema_multi_avg_fn`; `corrected` is optax's `ema`, whose average starts
///   at 0 and is divided by 1 − βᵗ; `growing` is the rule of TensorFlow's `num_updates`.
/// - Differs: every form begins with the weights after the first step, TensorFlow's with those before
///   it; `corrected` keeps the quotient itself, so that nothing is divided by 1 − βᵗ later.
/// - Edge cases: t counts the steps of a group; a skipped step is none. A parameter without a gradient
///   counts with the value it has.
/// - Complexity: one array; one pass after the step.
public struct ExponentialWeightAverage<Base: GroupStepper>: AveragingStepper {
  /// What takes the steps.
  public var base: Base

  /// β, the share of the average that is kept, in `0 ..< 1`; 0.999 is PyTorch's default.
  public let beta: Double

  /// How the average begins.
  public let begin: WeightAverageBegin

  private var kept = KeptGroups(arrays: 1)

  /// Creates the wrapper.
  public init(_ base: Base, beta: Double = 0.999, begin: WeightAverageBegin = .firstWeights) {
    self.base = base
    self.beta = beta
    self.begin = begin
    requireValid([Bound(\.beta, in: 0..<1)])
  }

  public var stepCount: Int { base.stepCount }

  @discardableResult
  public mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    kept.bind(groups)
    let report = try base.step(groups, recompute: recompute)
    guard report.skipped == nil else { return report }
    for group in kept.current {
      group.count += 1
      if group.count == 1 {
        group.arrays[0].copy(group.group.values)
      } else {
        group.arrays[0].move(toward: group.group.values, by: share(at: group.count))
      }
    }
    return report
  }

  public mutating func exchangeAverages() { kept.exchangeValues(withArray: 0) }

  /// wₜ, from t = 2 on.
  private func share(at step: Int) -> Double {
    let t = Double(step)
    return switch begin {
    case .firstWeights: 1 - beta
    case .corrected: (1 - beta) / (1 - pow(beta, t))
    case .growing: 1 - min(beta, (1 + t) / (10 + t))
    }
  }
}

@available(*, unavailable)
extension ExponentialWeightAverage: Sendable {}

extension ExponentialWeightAverage: ResumableStepper where Base: ResumableStepper {
  public mutating func transferState(
    through checkpoint: inout Checkpoint
  ) throws(OptimizerError) {
    try base.transferState(through: &checkpoint)
    checkpoint.wrapper("exponentialWeightAverage") { state in
      for group in kept.groups(of: state) { group.transferAverage("average", through: &state) }
    }
  }
}

/// How an exponential average of weights begins.
public enum WeightAverageBegin: String, Sendable, Hashable, Codable, CaseIterable {
  /// The first average is the weights after the first step, which then weigh like all that came
  /// before.
  case firstWeights

  /// All weights so far count as they would in an endless average, scaled up to a sum of 1.
  case corrected

  /// The average keeps little at first, (1 + t)/(10 + t), until that is β.
  case growing
}

extension GroupStepper {
  /// The same steps, with an exponential average of the weights beside them.
  public func averagingWeights(
    beta: Double = 0.999, begin: WeightAverageBegin = .firstWeights
  ) -> ExponentialWeightAverage<Self> {
    ExponentialWeightAverage(self, beta: beta, begin: begin)
  }
}
