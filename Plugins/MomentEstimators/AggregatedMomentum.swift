import Kernels
public import Optimization

/// Averages several momentum buffers, fast ones and slow ones.
///
/// ```text
/// mₖ ← βₖ mₖ + g                 for every k of K
/// d  = (m₁ + … + m_K) / K
/// ```
///
/// ```swift
/// let moments: AggregatedMomentum = .aggregated(betas: [0, 0.9])
/// #expect(moments.gain?.description == "(1 + 1 / (1 − 0.9)) / 2")
/// ```
///
/// - Source: Lucas, Sun, Zemel and Grosse, ICLR 2019, equation 4 (AggMo),
///   <https://arxiv.org/abs/1804.00325>.
/// - Differs: the learning rate is outside the buffers, and the sign of a buffer is the gradient's.
/// - Complexity: an array of state for each buffer; one pass.
public struct AggregatedMomentum: MomentEstimator {
  public static let name = "aggregated"
  public static let source = "Lucas, Sun, Zemel and Grosse, 2019, equation 4 (AggMo)"

  /// βₖ, the share of each buffer that is kept, each in `0 ..< 1`, at least one; 0, 0.9 and 0.99 in
  /// the paper.
  public let betas: [Double]

  public var bounds: [Bound<Self>] {
    [
      Bound("betas", must: "hold at least one share") { !$0.betas.isEmpty },
      Bound(\.betas, in: 0..<1),
    ]
  }

  private var buffers: [(name: String, beta: Double)] {
    betas.enumerated().map { ("m\($0 + 1)", $1) }
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { buffers.map { StateArray($0.name) } }

  public var lines: [Assignment] {
    let symbols = buffers.map { Formula(stringLiteral: $0.name) }
    let kept = zip(symbols, buffers).map { $0 ← Formula($1.beta) * $0 + .g }
    return kept + [.d ← symbols.reduce(0, +) / Formula(betas.count)]
  }

  public var gain: Formula? {
    let gains = betas.map { 1 / (1 - Formula($0)) }
    return gains.reduce(0, +) / Formula(betas.count)
  }

  public func pass(at step: StepContext) -> any MomentPass {
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
      direction.scale(by: share)
    }
  }
}

extension MomentEstimator where Self == AggregatedMomentum {
  /// The average of several momentum buffers.
  public static func aggregated(betas: [Double] = [0, 0.9, 0.99]) -> Self {
    Self(betas: betas).checked()
  }
}
