public import Autodiff
import Foundation
import Kernels
public import Optimization
public import Storing

/// Averages the iterates so well while it trains that the learning rate needs no decay.
///
/// ```text
/// x₀ = y₀ = z₀ = θ₀
/// γ uₜ: what the optimizer inside subtracts from the parameters y, given gradients at y
/// zₜ = zₜ₋₁ − γ uₜ
/// cₜ = wₜ / (w₁ + … + wₜ)           wₜ = tʳ (the largest γ so far)ᵖ
/// xₜ = (1 − cₜ) xₜ₋₁ + cₜ zₜ
/// yₜ = β xₜ + (1 − β) zₜ
/// ```
///
/// ```swift
/// let weight = Parameter("weight", [0])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).scheduleFree(beta: 0.5)
/// weight.setGradient([-1])
/// for _ in 1...2 { try optimizer.step([group]) }
/// #expect(Array(weight.value) == [1.75])
/// let averages = optimizer.withAverages { Array(weight.value) }
/// #expect(averages == [1.5])
/// ```
///
/// While it trains, the parameters are y, where gradients are taken; the averages are x, to evaluate
/// and to keep. The learning rate is constant, after a warm-up.
///
/// - Source: Defazio et al., NeurIPS 2024, Algorithm 1, <https://arxiv.org/abs/2405.15682>, and the
///   authors' code, whose `r` and `weight_lr_power` are `stepPower` and `weightPower`.
/// - Differs: around any optimizer, as in optax. A decay of the optimizer inside acts at y, the
///   authors' choice. γ in the weights is the schedule's rate: a group's multiplier cancels out, and a
///   group with a composition of its own is weighted by the common one's rate.
/// - Edge cases: momentum of the optimizer inside is not taken away, though β stands in for it. A
///   parameter without a gradient stays where it is, and so do its x and z. As long as γ is 0 nothing
///   moves. Not offered: a decay at z, and a β of 0, where x could not be told from y and z. The
///   statistics of batch normalization are gathered at y and must be gathered anew at x.
/// - Complexity: two arrays; a pass before and a pass after the step.
public struct ScheduleFree<Base: GroupStepper>: AveragingStepper {
  /// What takes the steps.
  public var base: Base

  /// β, how near to the average gradients are taken, in `0 ... 1`, but not 0; 0.9 is the authors'.
  public let beta: Double

  /// p, the power of the learning rate in the weights, in `0...`; 2 is the authors'.
  public let weightPower: Double

  /// r, the power of the step in the weights, in `0...`; 0 is the authors'.
  public let stepPower: Double

  /// The largest learning rate so far.
  private var largestRate = 0.0

  /// z, and y while the optimizer inside moves it; x between steps while it is asked for.
  private var kept = KeptGroups(arrays: 2)

  /// Creates the wrapper.
  public init(
    _ base: Base, beta: Double = 0.9, weightPower: Double = 2, stepPower: Double = 0
  ) {
    self.base = base
    self.beta = beta
    self.weightPower = weightPower
    self.stepPower = stepPower
    requireValid([
      Bound(\.beta, above: 0), Bound(\.beta, in: 0...1), Bound(\.weightPower, in: 0...),
      Bound(\.stepPower, in: 0...),
    ])
  }

  public var stepCount: Int { base.stepCount }

  @discardableResult
  public mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    kept.bind(groups)
    for group in kept.current {
      group.arrays[1].copy(group.group.values)
      if group.count == 0 { group.arrays[0].copy(group.group.values) }
    }
    let report = try base.step(groups, recompute: recompute)
    guard report.skipped == nil else { return report }
    largestRate = max(largestRate, report.learningRate)
    for group in kept.current {
      group.count += 1
      let weight = pow(Double(group.count), stepPower) * pow(largestRate, weightPower)
      group.weight += weight
      group.average(share: group.weight > 0 ? weight / group.weight : 0, beta: beta)
    }
    return report
  }

  public mutating func exchangeAverages() {
    let beta = beta
    kept.forEachBeforeExchange { $0.extrapolate(beta: beta) }
    kept.exchangeValues(withArray: 1)
  }
}

@available(*, unavailable)
extension ScheduleFree: Sendable {}

extension ScheduleFree: ResumableStepper where Base: ResumableStepper {
  public mutating func transferState(
    through checkpoint: inout Checkpoint
  ) throws(OptimizerError) {
    try base.transferState(through: &checkpoint)
    checkpoint.wrapper("scheduleFree") { state in
      state.transfer("largestRate", &largestRate)
      for group in kept.groups(of: state) {
        group.transferAverage("z", through: &state)
        state.transfer("weight", of: group.group.parameters, &group.weight)
      }
    }
  }
}

extension KeptGroup {
  /// Makes z and y of what the optimizer inside did to y; array 1 is y before.
  ///
  /// With βx = y − (1 − β)z, the new y is (1 − c) y + c z − (1 − β (1 − c)) γu.
  fileprivate func average(share: Double, beta: Double) {
    let c = Float(share)
    let remainder = Float(1 - beta * (1 - share))
    let storages = (y: group.values, before: arrays[1], z: arrays[0])
    for parameter in group.parameters where parameter.hasGradient {
      let range = parameter.value.range
      let before = storages.before.span(range)
      var z = storages.z.mutableSpan(range)
      var y = storages.y.mutableSpan(range)
      for i in y.indices {
        let move = before[i] - y[i]
        y[i] = before[i] + c * (z[i] - before[i]) - remainder * move
        z[i] -= move
      }
    }
  }

  /// Writes x, which lies beyond y as seen from z, to array 1.
  fileprivate func extrapolate(beta: Double) {
    let beyond = Float(1 / beta - 1)
    let storages = (x: arrays[1], y: group.values, z: arrays[0])
    let y = storages.y.span
    let z = storages.z.span
    var x = storages.x.mutableSpan
    for i in x.indices { x[i] = y[i] + beyond * (y[i] - z[i]) }
  }
}

extension GroupStepper {
  /// The same steps, averaged so that the learning rate needs no decay.
  public func scheduleFree(
    beta: Double = 0.9, weightPower: Double = 2, stepPower: Double = 0
  ) -> ScheduleFree<Self> {
    ScheduleFree(self, beta: beta, weightPower: weightPower, stepPower: stepPower)
  }
}
