import Kernels
public import Optimization

private let k: Formula = "k"

/// Replaces each matrix by the nearest one whose singular values are equal: Muon's step.
///
/// ```text
/// X ← d / max(‖d‖, ε)
/// X ← a X + b X Xᵀ X + c (X Xᵀ)² X          `iterations` times, with the coefficients a, b, c
/// d ← scale X
/// ```
///
/// ```swift
/// let muon: Orthogonalized = .orthogonalized(scale: .original)
/// #expect(muon.refusal(of: [4]) != nil && muon.refusal(of: [4, 3]) == nil)
/// ```
///
/// - Source: Jordan et al., 2024, <https://kellerjordan.github.io/posts/muon>; the scale of
///   `.matchesRootMeanSquare` Liu et al., 2025, section 2.2, <https://arxiv.org/abs/2502.16982>.
/// - Differs: single precision, where the authors' code and PyTorch have bfloat16.
/// - Edge cases: a tensor of more axes is the matrix of its first axis by all others. Vectors have no
///   singular vectors, and are refused: give their group another composition. With five iterations of
///   the default coefficients, singular values end up in 0.7 ... 1.2, those below about 0.001 of the
///   norm smaller. The step has the same size whatever the gradient: there is no gain, and stable
///   weight decay is refused.
/// - Complexity: no state; per iteration, for rows r ≤ columns c, 2 r² c + r³ multiplications; a
///   barrier.
public struct Orthogonalized: Preconditioner {
  public static let name = "orthogonalized"

  public static let source = "Jordan et al., 2024 (Muon)"

  /// The number of iterations, in `1...100`; the author's code has 5.
  public let iterations: Int

  /// a, b, c of the polynomial a x + b x³ + c x⁵ that singular values go through.
  public let coefficients: SIMD3<Double>

  /// ε, the least that the matrix is divided by, in its units, above 0; PyTorch has 1e-7.
  public let epsilon: Double

  /// What the result is multiplied by; nil is 1.
  public let scale: Scale?

  /// What an orthogonal matrix of some rows (outputs) and columns (inputs) is multiplied by.
  public enum Scale: String, Sendable, Hashable, Codable, CaseIterable {
    /// √max(1, rows/columns): the author's code, PyTorch's and timm's `original`.
    case original

    /// √max(1, columns/rows): the same, for matrices that are stored as inputs × outputs: optax.
    case transposed

    /// 0.2 √max(rows, columns), for the root mean square of Adam's steps: Moonlight, PyTorch's and
    /// timm's `match_rms_adamw`.
    case matchesRootMeanSquare

    /// √(rows/columns), which keeps the root mean square of what the matrix is applied to: timm's
    /// `rms_to_rms`.
    case keepsRootMeanSquare

    /// The number as a formula of the matrix's rows and columns.
    var formula: Formula {
      switch self {
      case .original: √Formula.max(1, .rows / .columns)
      case .transposed: √Formula.max(1, .columns / .rows)
      case .matchesRootMeanSquare: 0.2 * √Formula.max(.rows, .columns)
      case .keepsRootMeanSquare: √(.rows / .columns)
      }
    }
  }

  public var bounds: [Bound<Self>] {
    [
      Bound(\.iterations, in: 1...100), Bound(\.epsilon, above: 0), Bound(finite: \.coefficients),
    ]
  }

  public var granularity: Granularity { .parameter }

  public func refusal(of shape: [Int]) -> String? {
    shape.count > 1 ? nil : "only a matrix can be orthogonalized"
  }

  /// `orthogonalized(x)` is the iteration above.
  public var lines: [Assignment] {
    let p = Numbers(self)
    let matrix = .d / .max(.parameterNorm(.d), p.epsilon)
    let factors = (0..<3).map { Formula(coefficients[$0]) }
    let result = Formula.function(
      "orthogonalized", matrix, p.iterations, factors[0], factors[1], factors[2])
    return [k ← (scale?.formula ?? 1), .d ← k * result]
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(
      settings: self, rows: step.shape[0], columns: step.shape.dropFirst().reduce(1, *),
      scale: step[k])
  }

  private struct Pass: PreconditionerPass {
    let settings: Orthogonalized
    let rows: Int
    let columns: Int
    let scale: Double

    /// The length of the shorter side: of the square matrices of the iteration.
    var side: Int { min(rows, columns) }

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      if direction.count == 0 { return }
      let norm = sumOfSquares(direction.span).squareRoot()
      direction.scale(by: Float(1 / max(norm, settings.epsilon)))
      Workspace.withBorrowed(count: rows * columns + 2 * side * side) { room in
        for _ in 0..<settings.iterations { iterate(&direction, room) }
      }
      direction.scale(by: Float(scale))
    }

    /// X ← a X + (b S + c S²) X with S = X Xᵀ; or from the right with S = Xᵀ X, which is smaller
    /// where there are fewer columns than rows.
    private func iterate(_ x: inout MutableSpan<Float>, _ room: Storage) {
      let count = rows * columns
      var square = room.mutableSpan(count..<(count + side * side))
      var polynomial = room.mutableSpan((count + side * side)..<(count + 2 * side * side))
      let isWide = rows <= columns
      matrixProduct(
        x.span, transposed: !isWide, x.span, transposed: isWide, into: &square, rows: side,
        columns: side, inner: max(rows, columns))
      matrixProduct(
        square.span, square.span, into: &polynomial, rows: side, columns: side, inner: side)
      let b = Float(settings.coefficients[1])
      let c = Float(settings.coefficients[2])
      for i in polynomial.indices { polynomial[i] = b * square[i] + c * polynomial[i] }

      var old = room.mutableSpan(0..<count)
      old.copy(x.span)
      x.scale(by: Float(settings.coefficients[0]))
      if isWide {
        matrixProduct(
          polynomial.span, old.span, into: &x, rows: rows, columns: columns, inner: rows,
          accumulate: true)
      } else {
        matrixProduct(
          old.span, polynomial.span, into: &x, rows: rows, columns: columns, inner: columns,
          accumulate: true)
      }
    }
  }
}

extension Preconditioner where Self == Orthogonalized {
  /// The nearest orthogonal matrix.
  public static func orthogonalized(
    iterations: Int = 5, coefficients: SIMD3<Double> = [3.4445, -4.775, 2.0315],
    epsilon: Double = 1e-7, scale: Orthogonalized.Scale? = .original
  ) -> Self {
    Self(iterations: iterations, coefficients: coefficients, epsilon: epsilon, scale: scale)
      .checked()
  }
}
