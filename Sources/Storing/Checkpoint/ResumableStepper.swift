public import Optimization

/// A stepper that can be saved and loaded, with everything that it keeps from step to step.
///
/// A wrapper hands the checkpoint on to its base first, and then names what it keeps itself, once for
/// both directions:
///
/// ```swift
/// struct StepCounter<Base: ResumableStepper>: ResumableStepper {
///   var base: Base
///   var calls = 0
///
///   var stepCount: Int { base.stepCount }
///
///   mutating func step(
///     _ groups: [ParameterGroup], recompute: (() -> Void)?
///   ) throws(OptimizerError) -> StepReport {
///     calls += 1
///     return try base.step(groups, recompute: recompute)
///   }
///
///   mutating func transferState(through checkpoint: inout Checkpoint) throws(OptimizerError) {
///     try base.transferState(through: &checkpoint)
///     checkpoint.wrapper("stepCounter") { $0.transfer("calls", &calls) }
///   }
/// }
/// ```
public protocol ResumableStepper: GroupStepper {
  /// Transfers everything that is kept for the groups of a checkpoint: to it, or from it.
  ///
  /// Loading works on a copy that takes the stepper's place only where all went well. So objects that
  /// copies share are replaced, not written, and what was kept before leaves no trace.
  ///
  /// - Parameter checkpoint: what is saved or loaded.
  /// - Throws: `OptimizerError` where the stepper can't work on these groups.
  mutating func transferState(through checkpoint: inout Checkpoint) throws(OptimizerError)
}
