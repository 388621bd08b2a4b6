public import Optimization

/// Leaves the direction as it is.
///
/// ```text
/// d ← d
/// ```
///
/// - Source: stochastic gradient descent.
/// - Differs: nothing.
/// - Complexity: no state and no pass.
public struct Identity: Preconditioner {
  public static let name = "identity"

  public static let source = "gradient descent"

  /// Creates the preconditioner.
  public init() {}

  public var gain: Formula? { 1 }

  public var lines: [Assignment] { [] }

  public func pass(at step: StepContext) -> any PreconditionerPass { Pass() }

  private struct Pass: PreconditionerPass {
    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {}
  }
}

extension Preconditioner where Self == Identity {
  /// No preconditioning.
  public static var identity: Self { Self() }
}
