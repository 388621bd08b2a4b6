public import Optimization

/// A moment estimator that changes something about another one, and leaves the rest to it.
///
/// All requirements are forwarded to the base; a modifier implements what it changes, as those of
/// preconditioners do.
public protocol MomentModifier: MomentEstimator {
  /// The estimator that is changed.
  var base: any MomentEstimator { get }
}

extension MomentModifier {
  public var granularity: Granularity { base.granularity }

  public func stateArrays(for shape: [Int]) -> [StateArray] { base.stateArrays(for: shape) }

  public func refusal(of shape: [Int]) -> String? { base.refusal(of: shape) }

  public var lines: [Assignment] { base.lines }

  public var gain: Formula? { base.gain }

  public func pass(at step: StepContext) -> any MomentPass { base.pass(at: step) }
}
