public import Autodiff
import Kernels
public import Optimization
public import Storing

/// Gathers the gradients of several micro-batches, and takes one step with their mean.
///
/// ```text
/// g₁ … gₖ: the gradients of k calls, with the weights w₁ … wₖ
/// ḡ₁ = g₁
/// ḡₙ = ḡₙ₋₁ + (gₙ − ḡₙ₋₁) wₙ / (w₁ + … + wₙ)
/// the k-th call: one step of the optimizer inside with ḡₖ
/// ```
///
/// ```swift
/// let weight = Parameter("weight", [0])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).accumulating(2)
/// weight.setGradient([-1])
/// #expect(try optimizer.step([group]).skipped == "micro-batch 1 of 2")
/// weight.setGradient([-3])
/// #expect(try optimizer.step([group]).skipped == nil)
/// #expect(Array(weight.value) == [2] && optimizer.stepCount == 1)
/// ```
///
/// A running mean is exact where a sum would overflow, and k equal gradients are one step with that
/// gradient bit for bit, for any k.
///
/// - Source: optax's `MultiSteps`.
/// - Differs: nothing.
/// - Edge cases: where a parameter has no gradient in some of the calls, they count as 0 in its mean;
///   where it has none in all of them, it has none in the step. Where the step throws, the k-th
///   micro-batch has not been gathered and may be given again; `discardGathered()` forgets the others.
///   A step that the optimizer inside skips has used its micro-batches up. The gradients that the
///   caller wrote stay where they are. Around a wrapper that looks at a second point, `recompute` must
///   compute the mean gradient of all k micro-batches.
/// - Complexity: two arrays; one pass a call, and three more for a step.
public struct Accumulation<Base: GroupStepper>: GroupStepper {
  /// What takes the steps.
  public var base: Base

  /// The number k of calls for a step, in `1...`.
  public let count: Int

  /// The number of micro-batches gathered since the last step, in `0 ..< count`.
  public private(set) var gathered = 0

  /// The weight of the next micro-batch in the mean, above 0: the number of its examples, where that is
  /// not the same for all.
  public var weight = 1.0

  /// The sum of the weights gathered since the last step.
  private var total = 0.0

  /// What is reported of the calls that are no step; made once, so that they cost no memory.
  private let reasons: [String]

  /// The mean so far, and the gradients of the k-th call while the mean is in their place.
  private var kept = KeptGroups(arrays: 2)

  /// Creates the wrapper.
  public init(_ base: Base, count: Int) {
    self.base = base
    self.count = count
    reasons = (1..<max(1, count)).map { "micro-batch \($0) of \(count)" }
    requireValid([Bound(\.count, in: 1...)])
  }

  public var stepCount: Int { base.stepCount }

  /// Gathers the gradients, and takes a step where they are the last of `count`.
  ///
  /// - Parameters:
  ///   - groups: all groups, the same in all calls for a step.
  ///   - recompute: computes the mean gradient of all micro-batches anew.
  /// - Returns: what the step did; between steps, a skipped step with the reason `micro-batch 1 of 4`.
  /// - Throws: `OptimizerError`; then everything is as it was.
  @discardableResult
  public mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    require(
      gathered == 0 || kept.holds(groups),
      "Accumulation: groups must be the same in all micro-batches of a step")
    require(
      weight > 0 && weight.isFinite, "Accumulation: weight must be above 0, but is \(weight)")
    guard groups.contains(where: { $0.count > 0 }) else {
      throw OptimizerError(.noParameters, "no group has a parameter: there is nothing to gather")
    }
    kept.bind(groups)
    let share = weight / (total + weight)
    guard gathered + 1 == count else {
      for group in kept.current { group.gather(share, isFirst: gathered == 0) }
      gathered += 1
      total += weight
      return StepReport(step: stepCount + 1, skippedBecause: reasons[gathered - 1])
    }
    for group in kept.current { group.lendMean(share, hasEarlier: gathered > 0) }
    return try stepWithLent(groups, recompute: recompute)
  }

  /// Takes a step with the mean of the micro-batches gathered since the last one: at the end of an epoch
  /// whose number of micro-batches is no multiple of `count`.
  ///
  /// - Parameters:
  ///   - groups: all groups, the same as in the calls that gathered.
  ///   - recompute: computes the mean gradient of these micro-batches anew.
  /// - Returns: what the step did; nil where nothing has been gathered.
  /// - Throws: `OptimizerError`; then everything is as it was.
  @discardableResult
  public mutating func stepWithGathered(
    _ groups: [ParameterGroup], recompute: (() -> Void)? = nil
  ) throws(OptimizerError) -> StepReport? {
    guard gathered > 0 else { return nil }
    require(kept.holds(groups), "Accumulation: groups must be those that were gathered of")
    kept.bind(groups)
    for group in kept.current { group.lendGathered() }
    return try stepWithLent(groups, recompute: recompute)
  }

  private mutating func stepWithLent(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    let lent = kept.current
    defer { for group in lent { group.takeMeanBack() } }
    let report = try base.step(groups, recompute: recompute)
    discardGathered()
    return report
  }

  /// Forgets the micro-batches gathered since the last step.
  public mutating func discardGathered() {
    gathered = 0
    total = 0
  }
}

@available(*, unavailable)
extension Accumulation: Sendable {}

extension Accumulation: ResumableStepper where Base: ResumableStepper {
  public mutating func transferState(
    through checkpoint: inout Checkpoint
  ) throws(OptimizerError) {
    try base.transferState(through: &checkpoint)
    checkpoint.wrapper("accumulation") { state in
      state.transfer("gathered", &gathered, below: count)
      if gathered > 0 { state.transfer("weights", &total) } else { total = 0 }
      for group in kept.groups(of: state) where gathered > 0 {
        group.transferArray(0, "mean", through: &state)
        for (index, parameter) in group.group.parameters.enumerated() {
          var isGathered = group.hasGathered[index] ? 1 : 0
          state.transfer("isGathered", of: [parameter], &isGathered, below: 2)
          group.hasGathered[index] = isGathered == 1
        }
      }
    }
  }
}

extension KeptGroup {
  /// Takes the gradients into the mean, of which they become a share.
  fileprivate func gather(_ share: Double, isFirst: Bool) {
    for (index, parameter) in group.parameters.enumerated() {
      let range = parameter.value.range
      if isFirst {
        hasGathered[index] = parameter.hasGradient
        arrays[0].copy(group.gradients, in: range)
        if !parameter.hasGradient { arrays[0].scale(by: 0, in: range) }
      } else if parameter.hasGradient {
        hasGathered[index] = true
        arrays[0].move(toward: group.gradients, by: share, in: range)
      } else {
        arrays[0].scale(by: 1 - share, in: range)
      }
    }
  }

  /// Writes the mean over the gradients of the last micro-batch, which are held.
  fileprivate func lendMean(_ share: Double, hasEarlier: Bool) {
    arrays[1].copy(group.gradients)
    let earlier = 1 - share
    for (index, parameter) in group.parameters.enumerated() {
      let range = parameter.value.range
      isLent[index] = !parameter.hasGradient && hasEarlier && hasGathered[index]
      if parameter.hasGradient {
        group.gradients.move(toward: arrays[0], by: earlier, in: range)
      } else if isLent[index] {
        parameter.setGradient(StorageSlice(arrays[0], range))
        group.gradients.scale(by: earlier, in: range)
      }
    }
  }

  /// Writes the mean of what has been gathered over the gradients, which are held.
  fileprivate func lendGathered() {
    arrays[1].copy(group.gradients)
    for (index, parameter) in group.parameters.enumerated() {
      isLent[index] = !parameter.hasGradient && hasGathered[index]
      guard hasGathered[index] else { continue }
      parameter.setGradient(StorageSlice(arrays[0], parameter.value.range))
    }
  }

  /// Puts the gradients of the last micro-batch back.
  fileprivate func takeMeanBack() {
    group.gradients.copy(arrays[1])
    for (index, parameter) in group.parameters.enumerated() where isLent[index] {
      parameter.clearGradient()
    }
  }
}

extension GroupStepper {
  /// One step with the mean gradient of so many calls.
  public func accumulating(_ count: Int) -> Accumulation<Self> { Accumulation(self, count: count) }
}
