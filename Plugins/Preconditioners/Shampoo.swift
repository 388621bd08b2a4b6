import Foundation
import Kernels
public import Optimization

private let s: Formula = "s"
private let p: Formula = "p"
private let b: Formula = "b"

/// Multiplies each parameter, along each of its axes, by the inverse root of what the gradients have
/// had in common there.
///
/// ```text
/// Sₖ ← Sₖ + Gₖ Gₖᵀ                 with beta below 1: beta Sₖ + (1 − beta) Gₖ Gₖᵀ
/// d  ← d ×ₖ (Sₖ + ε I)^(−1/2r)     over all axes k; r: the number of axes
/// ```
///
/// Gₖ is the gradient as a matrix whose rows are the positions along axis k. A vector has one axis and
/// the power −1/2, a matrix two and −1/4 each, a convolution four and −1/8.
///
/// ```swift
/// let shampoo: Shampoo = .shampoo(largestBlock: 128)
/// #expect(shampoo.stateArrays(for: [200, 3]).map(\.shape) == [[21_568], [21_568], [9], [9]])
/// ```
///
/// - Source: Gupta, Koren and Singer, ICML 2018, Algorithm 2, <https://arxiv.org/abs/1802.09568>; blocks
///   and roots that are kept for some steps as in Anil et al., 2020, <https://arxiv.org/abs/2002.09018>.
/// - Differs: an axis longer than a block is cut along itself only; there is no grafting.
/// - Edge cases: with ε 0, directions that no gradient has had divide by 0. The products are computed
///   in single precision, so that an ε below about 1e-7 of the largest eigenvalue is lost. There is no
///   gain, and stable weight decay is refused.
/// - Complexity: two square arrays of state for each block of each axis; per axis of length n and
///   element, 4 n multiplications, and 50 to 100 n³ where roots are taken; a barrier.
public struct Shampoo: Preconditioner {
  public static let name = "shampoo"

  public static let source = "Gupta, Koren and Singer, 2018, Algorithm 2"

  /// The share of the sums that is kept, in `0 ... 1`; 1 adds up, as in the paper.
  public let beta: Double

  /// ε, added to the diagonal, in the units of the squared gradient, in `0...`; the paper's code has
  /// 1e-4, pytorch_optimizer 1e-6.
  public let epsilon: Double

  /// How many steps roots are kept for, in `1...`; 1 in the paper.
  public let every: Int

  /// Whether roots are taken at the first step, too; else the first are those of step `every`, and
  /// until then nothing moves, as in pytorch_optimizer.
  public let startsAtOnce: Bool

  /// How long an axis may be before it is cut into blocks, in `1...`; 128 as in Anil et al., 2020.
  public let largestBlock: Int

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta, in: 0...1), Bound(\.epsilon, in: 0...), Bound(\.every, in: 1...),
      Bound(\.largestBlock, in: 1...),
    ]
  }

  public var granularity: Granularity { .parameter }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    UnfoldedAxis.all(shape, largestBlock: largestBlock).enumerated().flatMap { k, axis in
      [
        StateArray("s\(k)", shape: [axis.matrixCount]),
        StateArray("p\(k)", shape: [axis.matrixCount]),
      ]
    }
  }

  public func refusal(of shape: [Int]) -> String? {
    shape.isEmpty ? "a single number has no axis" : nil
  }

  /// The update, in which `s` and `p` are the matrices of all axes and blocks.
  ///
  /// `gram(g, n)` are the products Gₖ Gₖᵀ in blocks of at most n, `inverseRoot(s, ε)` the powers
  /// −1/2r of s + ε I, and `along(p, d)` is d, multiplied along every axis.
  public var lines: [Assignment] {
    let n = Numbers(self)
    let share: Formula = beta == 1 ? 1 : 1 - n.beta
    let roots = Formula.function("inverseRoot", s, n.epsilon)
    let lines = [s ← n.beta * s + share * .function("gram", .g, n.largestBlock)]
    let last: [Assignment] = [.d ← .function("along", p, .d)]
    if every == 1 { return lines + [p ← roots] + last }
    let isDue = .t - n.every * .floor(.t / n.every) .== 0
    let takes = startsAtOnce ? .max(.t .== 1, isDue) : isDue
    return lines + [b ← takes, p ← b * roots + (1 - b) * p] + last
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(
      axes: UnfoldedAxis.all(step.shape, largestBlock: largestBlock), retention: Float(beta),
      innovation: beta == 1 ? 1 : Float(1 - beta), epsilon: epsilon,
      takesRoots: every == 1 || step[b] == 1)
  }

  private struct Pass: PreconditionerPass {
    let axes: [UnfoldedAxis]
    let retention: Float
    let innovation: Float
    let epsilon: Double
    let takesRoots: Bool

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      var block = state.block
      var start = 0
      for axis in axes {
        let count = axis.matrixCount
        var squares = block.part(start..<(start + count))
        axis.gather(
          tile.gradient, into: &squares, retention: retention, innovation: innovation)
        if takesRoots { takeRoots(&block, axis, start: start) }
        let roots = block.span.extracting((start + count)..<(start + 2 * count))
        axis.multiply(&direction, by: roots)
        start += 2 * count
      }
    }

    /// Writes (S + ε I)^(−1/2r) of every block behind the matrices S.
    private func takeRoots(_ block: inout MutableSpan<Float>, _ axis: UnfoldedAxis, start: Int) {
      let power = -1 / Double(2 * axes.count)
      for (rows, range) in zip(axis.blocks, axis.matrixRanges) {
        let place = (start + range.lowerBound)..<(start + range.upperBound)
        let eigen = SymmetricEigendecomposition(block.span.extracting(place), count: rows.count)
        let count = axis.matrixCount
        var root = block.part((place.lowerBound + count)..<(place.upperBound + count))
        eigen.apply(to: &root) { pow($0 + epsilon, power) }
      }
    }
  }
}

extension Preconditioner where Self == Shampoo {
  /// Inverse roots along every axis.
  public static func shampoo(
    beta: Double = 1, epsilon: Double = 1e-4, every: Int = 1, startsAtOnce: Bool = true,
    largestBlock: Int = 128
  ) -> Self {
    Self(
      beta: beta, epsilon: epsilon, every: every, startsAtOnce: startsAtOnce,
      largestBlock: largestBlock
    ).checked()
  }
}
