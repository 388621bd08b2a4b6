public import Autodiff
public import Optimization

/// Averages gradients over ranks before each step of what is inside.
///
/// Inside `Accumulation`, which gathers the micro-batches of a rank by itself, gradients are sent once for a
/// step. Around `SharpnessAware` and all others, the gradient at a second point is averaged, too.
///
/// ```swift
/// import DistributedTraining
///
/// let ranks: any Communicator = Alone()
/// let weight = Parameter("weight", [0])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
///   .averagingGradients(over: ranks)
///   .accumulating(2)
/// for gradient: Float in [-1, -3] {
///   weight.setGradient([gradient])
///   try optimizer.step([group])
/// }
/// #expect(Array(weight.value) == [2])
/// ```
public struct RankAveraging<Base: GroupStepper>: GroupStepper {
  /// What takes the steps.
  public var base: Base

  private let ranks: any Communicator

  /// Creates the wrapper.
  ///
  /// - Parameters:
  ///   - base: what takes the steps.
  ///   - ranks: the processes, each of which takes the same steps.
  public init(_ base: Base, over ranks: any Communicator) {
    self.base = base
    self.ranks = ranks
  }

  public var stepCount: Int { base.stepCount }

  @discardableResult
  public mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    ranks.averageGradients(of: groups)
    guard let recompute else { return try base.step(groups, recompute: nil) }
    return try base.step(groups) { [ranks] in
      recompute()
      ranks.averageGradients(of: groups)
    }
  }
}

@available(*, unavailable)
extension RankAveraging: Sendable {}

extension GroupStepper {
  /// The same steps, each with the means of the gradients over all ranks.
  ///
  /// - Parameter ranks: the processes, each of which takes the same steps.
  /// - Returns: the wrapper.
  public func averagingGradients(over ranks: any Communicator) -> RankAveraging<Self> {
    RankAveraging(self, over: ranks)
  }
}
