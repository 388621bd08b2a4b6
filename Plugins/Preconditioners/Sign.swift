public import Optimization

/// Keeps the sign of each coordinate of the direction, and nothing of its size.
///
/// ```text
/// d ← sign(d)          0 where d is 0
/// ```
///
/// - Source: Bernstein et al., 2018, Algorithms 1 and 2, <https://arxiv.org/abs/1802.04434>; Lion's
///   last line, Chen et al., 2023, Algorithm 2, <https://arxiv.org/abs/2302.06675>.
/// - Differs: nothing.
/// - Edge cases: NaN stays NaN. A sign has the same size whatever the gradient: there is no gain, and
///   stable weight decay is refused.
/// - Complexity: no state; one pass.
public struct Sign: Preconditioner {
  public static let name = "sign"

  public static let source = "Bernstein et al., 2018, Algorithms 1 and 2"

  /// Creates the preconditioner.
  public init() {}

  public var lines: [Assignment] { [.d ← .sign(.d)] }

  public func pass(at step: StepContext) -> any PreconditionerPass { Pass() }

  private struct Pass: Pair { let kept = NothingKept(), divisor = SignOnly() }

  private struct SignOnly: DivisorPass {
    func scaled(_ direction: Float, by kept: Float) -> Float {
      direction > 0 ? 1 : (direction < 0 ? -1 : direction)
    }
  }
}

extension Preconditioner where Self == Sign {
  /// The sign of each coordinate.
  public static var sign: Self { Self() }
}
