import Kernels
public import Optimization

private let b: Formula = "b"
private let v: Formula = "v"

/// Divides each coordinate by a root mean square of which only the means of rows and columns are kept.
///
/// ```text
/// βₜ = min(largestBeta, 1 − t^−decayExponent)
/// rₜ = βₜ rₜ₋₁ + (1 − βₜ) rowMeans(gₜ² + ε)        cₜ likewise of columns
/// vₜ = rₜ cₜ / max(mean(rₜ), floor)               vectors keep vₜ itself
/// d  ← d / √max(vₜ, floor²)
/// d  ← d / max(1, RMS(d) / clippingThreshold)
/// d  ← d max(smallestScale, RMS(θ))               if scalesByParameter
/// d  ← d min(1, 1 / (η √t))                       if limitsRate
/// ```
///
/// ```swift
/// let preconditioner: any Preconditioner = .adafactor(smallestFactored: 2)
/// #expect(preconditioner.stateArrays(for: [4, 3]).map(\.shape) == [[4], [3]])
/// #expect(preconditioner.stateArrays(for: [4]).map(\.shape) == [nil])
/// ```
///
/// - Source: Shazeer and Stern, ICML 2018, Algorithms 4 and 5, <https://arxiv.org/abs/1804.04235>.
/// - Differs: by argument only. The paper and PyTorch factor all but vectors, over the last two axes;
///   optax and Big Vision from a smallest length on, over the longest two. PyTorch has a floor instead
///   of ε, and the rate limited to 1/√t.
/// - Edge cases: with both ε and the floor 0, an element of a row or column without any gradient so
///   far divides 0 by 0. The clipped step has no gain, and stable weight decay is refused.
/// - Complexity: for a matrix, a number of state for each row and column, else one array; three passes
///   and a barrier.
public struct Adafactor: Preconditioner {
  public static let name = "adafactor"

  public static let source = "Shazeer and Stern, 2018, Algorithms 4 and 5"

  /// How fast βₜ nears 1, above 0; the paper's default is 0.8.
  public let decayExponent: Double

  /// What βₜ does not exceed, in `0 ... 1`; 1 in the paper, 0.999 in Big Vision.
  public let largestBeta: Double

  /// ε₁, added to every squared gradient, in `0...`; the paper's default is 1e-30.
  public let epsilon: Double

  /// What √v does not fall below, in the units of the gradient, in `0...`; 0 in the paper; PyTorch has
  /// the relative precision of the numbers, instead of ε.
  public let floor: Double

  /// d, the largest root mean square of a step, in `0...`; 0 does not clip; the paper's default is 1.
  public let clippingThreshold: Double

  /// Whether the step is multiplied by the root mean square of the parameter.
  public let scalesByParameter: Bool

  /// ε₂, the least that the step is multiplied by, in `0...`; the paper's default is 1e-3.
  public let smallestScale: Double

  /// Whether the learning rate does not exceed 1/√t, as in PyTorch; the decay's is not limited.
  public let limitsRate: Bool

  /// The axes that are factored over.
  public let axes: Axes

  /// How long both axes must be to be factored over, in `1...`; 1 in the paper, 128 in optax.
  public let smallestFactored: Int

  /// Two axes to factor over.
  public enum Axes: String, Sendable, Hashable, Codable, CaseIterable {
    /// The last two; those before them count matrices.
    case last

    /// The longest two, of equal ones the later.
    case longest
  }

  public var bounds: [Bound<Self>] {
    [
      Bound(\.decayExponent, above: 0), Bound(\.largestBeta, in: 0...1),
      Bound(\.epsilon, in: 0...), Bound(\.floor, in: 0...), Bound(\.clippingThreshold, in: 0...),
      Bound(\.smallestScale, in: 0...), Bound(\.smallestFactored, in: 1...),
    ]
  }

  public var granularity: Granularity { .parameter }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    guard let axes = factoredAxes(of: shape) else { return [StateArray("v")] }
    func without(_ axis: Int) -> [Int] { shape.indices.filter { $0 != axis }.map { shape[$0] } }
    return [
      StateArray("r", shape: without(axes.columnAxis)),
      StateArray("c", shape: without(axes.rowAxis)),
    ]
  }

  /// The axes that are factored over, or nil for a shape whose second moment is kept whole.
  func factoredAxes(of shape: [Int]) -> FactoredAxes? {
    FactoredAxes(of: shape, axes, smallest: smallestFactored)
  }

  /// The update, in which `factored(v, smallest)` is what of v can be kept by rows and columns.
  ///
  /// It is v itself for vectors and where one of the last two axes is shorter than
  /// the smallest; for matrices it is the product of the means of rows and columns over the mean of all:
  /// r c / mean(r), since means of means follow the same recurrence. `factoredLongest` takes the
  /// longest two axes. A third argument is what the mean that divides does not fall below.
  public var lines: [Assignment] {
    let p = Numbers(self)
    var lines = [
      b ← .min(p.largestBeta, 1 - .t ** -p.decayExponent),
      v ← b * v + (1 - b) * (.g ** 2 + p.epsilon),
    ]
    let name = axes == .last ? "factored" : "factoredLongest"
    if floor > 0 {
      let factored = Formula.function(name, v, p.smallestFactored, p.floor)
      lines.append(.d ← .d / √Formula.max(factored, p.floor ** 2))
    } else {
      lines.append(.d ← .d / √Formula.function(name, v, p.smallestFactored))
    }
    if clippingThreshold > 0 {
      let size = √Formula.parameterMean(.d ** 2)
      lines.append(.d ← .d / .max(1, size / p.clippingThreshold))
    }
    if scalesByParameter {
      lines.append(.d ← .d * .max(p.smallestScale, √Formula.parameterMean(.θ ** 2)))
    }
    if limitsRate { lines.append(.d ← .d * .min(1, 1 / (.η * √.t)).named("limit")) }
    return lines
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    AdafactorPass(
      settings: self, axes: factoredAxes(of: step.shape), beta: Float(step[b]),
      share: Float(1 - step[b]), rateLimit: limitsRate ? step["limit"] : 1)
  }
}

extension Preconditioner where Self == Adafactor {
  /// Division by a factored root mean square, unless told otherwise as in optax.
  public static func adafactor(
    decayExponent: Double = 0.8, largestBeta: Double = 1, epsilon: Double = 1e-30,
    floor: Double = 0, clippingThreshold: Double = 1, scalesByParameter: Bool = true,
    smallestScale: Double = 1e-3, limitsRate: Bool = false, axes: Adafactor.Axes = .last,
    smallestFactored: Int = 1
  ) -> Self {
    Self(
      decayExponent: decayExponent, largestBeta: largestBeta, epsilon: epsilon, floor: floor,
      clippingThreshold: clippingThreshold, scalesByParameter: scalesByParameter,
      smallestScale: smallestScale, limitsRate: limitsRate, axes: axes,
      smallestFactored: smallestFactored
    ).checked()
  }
}
