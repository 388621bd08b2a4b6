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

  private struct Pass: Pair {
    let kept = NothingKept(), divisor = Whole()

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {}
  }

  private struct Whole: DivisorPass {
    func scaled(_ direction: Float, by kept: Float) -> Float { direction }
  }
}

/// What a preconditioner keeps that looks at the direction alone.
struct NothingKept: SquarePass {
  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float { 1 }
}

extension Preconditioner where Self == Identity {
  /// No preconditioning.
  public static var identity: Self { Self() }
}
