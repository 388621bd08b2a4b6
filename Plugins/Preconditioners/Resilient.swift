public import Optimization

private let before: Formula = "p"
private let size: Formula = "z"
private let agreement: Formula = "a"

/// Keeps the sign of each coordinate, with a size that grows while the sign stays and shrinks when it
/// turns: Rprop's.
///
/// ```text
/// z ← clip(z · growth, low, high)        where d has the sign of the last one
/// z ← clip(z · shrinkage, low, high)     where it has the other; then d is taken for 0
/// d ← z · sign(d)                        z₀ = 1
/// ```
///
/// - Source: Riedmiller and Braun, 1993; without going back where the sign turns, as in PyTorch
///   (Rprop⁻ with a pause).
/// - Differs: PyTorch's sizes and limits are lengths of steps, and its learning rate is the
///   first size; here they are multiples of the learning rate.
/// - Edge cases: where d or the last one is 0, the size stays. A sign has the same size whatever the
///   gradient: there is no gain, and stable weight decay is refused. For full batches: noise turns signs.
/// - Complexity: two arrays; one pass.
public struct Resilient: Preconditioner {
  public static let name = "resilient"
  public static let source = "Riedmiller and Braun, 1993 (Rprop)"

  /// What a size is multiplied by while the sign stays, in `1...`; the source's is 1.2.
  public let growth: Double

  /// What a size is multiplied by when the sign turns, in `0 ... 1`; the source's is 0.5.
  public let shrinkage: Double

  /// The smallest size, as a multiple of the learning rate, in `0...`.
  public let low: Double

  /// The largest size, as a multiple of the learning rate, in `low...`.
  public let high: Double

  public var bounds: [Bound<Self>] {
    [
      Bound(\.growth, in: 1...), Bound(\.shrinkage, in: 0...1), Bound(\.low, in: 0...),
      Bound(\.high, in: max(0, low)...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("p"), StateArray("z", start: .constant(1))]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let grown = (agreement .> 0) * .clip(size * p.growth, p.low, p.high)
    let shrunk = (agreement .< 0) * .clip(size * p.shrinkage, p.low, p.high)
    return [
      agreement ← .sign(before) * .sign(.d),
      size ← grown + shrunk + (agreement .== 0) * size,
      before ← (agreement .>= 0) * .sign(.d),
      .d ← size * before,
    ]
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(
      growth: Float(growth), shrinkage: Float(shrinkage), low: Float(low), high: Float(high))
  }

  private struct Pass: PreconditionerPass {
    let growth: Float
    let shrinkage: Float
    let low: Float
    let high: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let d = direction[i]
        let sign: Float = d > 0 ? 1 : (d < 0 ? -1 : d)
        let (last, size) = (state[0, i], state[1, i])
        let agreement = last * sign
        let next = size * (agreement > 0 ? growth : shrinkage)
        let kept = agreement == 0 ? size : min(max(next, low), high)
        let seen = agreement < 0 ? 0 : sign
        state[0, i] = seen
        state[1, i] = kept
        direction[i] = kept * seen
      }
    }
  }
}

extension Preconditioner where Self == Resilient {
  /// The sign of each coordinate, with a size that grows while the sign stays.
  public static func resilient(
    growth: Double = 1.2, shrinkage: Double = 0.5, low: Double = 1e-4, high: Double = 5_000
  ) -> Self {
    Self(growth: growth, shrinkage: shrinkage, low: low, high: high).checked()
  }
}
