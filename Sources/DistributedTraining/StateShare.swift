public import Autodiff
public import Optimization
public import Training

/// What a rank keeps of an optimizer's state, and sends for a step.
public struct StateShare: Sendable, Hashable {
  /// The number of elements that it steps.
  public let elements: Int

  /// The bytes of its state, with what a step needs for whole parameters.
  public let stateBytes: Int

  /// The bytes of gradients and parameters that it sends for a step; sums over ranks are not counted,
  /// which are a fiftieth of that where norms are measured, and a thousandth where not.
  public let bytesSentPerStep: Int
}

extension Optimizer {
  /// What this rank keeps for some groups, and sends for a step over them.
  ///
  /// - Parameter groups: all groups of a step.
  /// - Returns: the share; all of the state where it is not shared out.
  /// - Throws: `OptimizerError` where the optimizer can't work on these groups.
  public func stateShare(of groups: [ParameterGroup]) throws(OptimizerError) -> StateShare {
    let states = try state.binding(of: groups, composition: composition(of:)).groups
    let own = states.reduce(0) { $0 + $1.layout.shards.own.count }
    let others = groups.reduce(0) { $0 + $1.count } - own
    let receivers = (state.ranks?.count ?? 1) - 1
    return StateShare(
      elements: own, stateBytes: states.reduce(0) { $0 + $1.stateBytes },
      bytesSentPerStep: (others + own * receivers) * MemoryLayout<Float>.size)
  }
}

extension TrainingRun {
  /// What this rank keeps of the optimizer's state for some groups, and sends for a step over them.
  ///
  /// - Throws: `OptimizerError` where the optimizer can't work on these groups.
  public func stateShare(of groups: [ParameterGroup]) throws(OptimizerError) -> StateShare {
    try makeOptimizer().stateShare(of: groups)
  }
}
