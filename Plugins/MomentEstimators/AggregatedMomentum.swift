public import Optimization

/// Averages several momentum buffers, fast ones and slow ones.
///
/// ```text
/// mₖ ← βₖ mₖ + g                 for every k of K
/// d  = (m₁ + … + m_K) / K
/// ```
///
/// ```swift
/// let moments = AggregatedMomentum(betas: [0, 0.9])
/// #expect(try #require(moments.gain(meanSecondMoment: 0, at: 1)).rounded(.down) == 5)
/// ```
///
/// - Source: Lucas, Sun, Zemel and Grosse, ICLR 2019, equation 4 (AggMo),
///   <https://arxiv.org/abs/1804.00325>.
/// - Differs: the learning rate is outside the buffers, and the sign of a buffer is the gradient's.
/// - Complexity: an array of state for each buffer; one pass.
public struct AggregatedMomentum: MomentEstimator {
  /// βₖ, the share of each buffer that is kept, each in `0 ..< 1`, at least one; 0, 0.9 and 0.99 in
  /// the paper.
  public let betas: [Double]

  /// Creates the estimator.
  ///
  /// - Parameter betas: the share of each buffer that is kept, each in `0 ..< 1`; at least one.
  public init(betas: [Double] = [0, 0.9, 0.99]) {
    self.betas = betas
    requireValid()
  }

  public var rules: [Rule] {
    betas.map { Rule("betas", $0, in: 0..<1) }
      + [Rule("betas.count", Double(betas.count), in: 1...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    betas.indices.map { StateArray("m\($0 + 1)") }
  }

  public var gainFormula: String? {
    "(\(betas.map { "1 / (1 − \(brief($0)))" }.joined(separator: " + "))) / \(betas.count)"
  }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    betas.reduce(0) { $0 + 1 / (1 - $1) } / Double(betas.count)
  }

  // A letter for each buffer: symbols of the printed rule have no digits.
  private var symbols: [String] {
    betas.indices.map { "m" + String(repeating: "′", count: $0) }
  }

  public var equations: [String] {
    zip(symbols, betas).map { "\($0) ← \(brief($1))·\($0) + g" }
      + ["d ← (\(symbols.joined(separator: " + "))) / \(betas.count)"]
  }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    Pass(betas: betas.map { Float($0) }, share: Float(1 / Double(betas.count)))
  }

  private struct Pass: MomentPass {
    let betas: [Float]
    let share: Float

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for (k, beta) in betas.enumerated() {
        for i in direction.indices {
          let m = beta * state[k, i] + tile.gradient[i]
          state[k, i] = m
          direction[i] = k == 0 ? m : direction[i] + m
        }
      }
      for i in direction.indices { direction[i] *= share }
    }
  }
}

extension MomentEstimator where Self == AggregatedMomentum {
  /// The average of several momentum buffers.
  public static func aggregated(betas: [Double] = [0, 0.9, 0.99]) -> Self { Self(betas: betas) }
}
