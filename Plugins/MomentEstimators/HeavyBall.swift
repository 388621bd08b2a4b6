public import Optimization

/// Adds gradients up, older ones ever less: classical momentum, plain or Nesterov's.
///
/// ```text
/// m₁ = g₁
/// mₜ = β mₜ₋₁ + (1 − dampening) gₜ
/// d  = mₜ                            or, Nesterov: gₜ + β mₜ
/// ```
///
/// With the learning rate inside, ηₜ gₜ stands for gₜ, and d is divided by ηₜ.
///
/// ```swift
/// let moments: HeavyBall = .heavyBall(beta: 0.9)
/// #expect(moments.gain?.description == "1 / (1 − 0.9)")
/// ```
///
/// - Source: Polyak, 1964; Nesterov's form as in Sutskever, Martens, Dahl and Hinton, ICML 2013,
///   <https://proceedings.mlr.press/v28/sutskever13.html>, rewritten at the shifted point, as PyTorch
///   does.
/// - Differs: the learning rate is outside the buffer unless asked for (Sutskever et al. have it
///   inside); the first gradient enters undamped, as in PyTorch and in the code of the SWD authors.
/// - Edge cases: dampening without momentum would damp nothing, and is refused. At a learning rate of
///   0, or below the normal `Float`s, nothing moves, although what is inside the buffer could. What is
///   inside over a tiny rate is at most the largest `Float`.
/// - Complexity: one array of state; one pass.
public struct HeavyBall: MomentEstimator {
  public static let name = "heavyBall"
  public static let source = "Polyak, 1964; Sutskever, Martens, Dahl and Hinton, 2013"

  /// β, the share of the buffer that is kept, in `0 ..< 1`; 0.9 is the authors' choice.
  public let beta: Double

  /// How much of each gradient but the first is left out, in `0 ..< 1`; PyTorch's default is 0.
  public let dampening: Double

  /// Whether the direction looks ahead by one more step of momentum; needs a dampening of 0.
  public let nesterov: Bool

  /// Whether gradients enter the buffer with the learning rate of their step, as in TensorFlow and in
  /// optax' RMSprop, instead of all leaving it with that of the current one.
  public let rateInside: Bool

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta, in: 0..<1),
      Bound("dampening", must: "be 0 in Nesterov's form and without momentum") {
        $0.dampening == 0 || !$0.nesterov && $0.beta > 0
      },
      Bound(\.dampening, in: 0..<1),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let entering: Formula = rateInside ? .η * .g : .g
    let direction = nesterov ? entering + p.beta * m : m
    let later = p.beta * m + (1 - p.dampening) * entering
    return [
      m ← (.t .== 1) * entering + (.t .> 1) * later,
      .d ← (rateInside ? direction / .η : direction),
    ]
  }

  public var gain: Formula? {
    let p = Numbers(self)
    return (1 - p.dampening) / (1 - p.beta)
  }

  public func pass(at step: StepContext) -> any MomentPass {
    let isFirst = step.step == 1
    let (kept, share) = (isFirst ? 0 : beta, isFirst ? 1 : 1 - dampening)
    let (gradientWeight, averageWeight) = (nesterov ? 1.0 : 0, nesterov ? beta : 1)
    if rateInside {
      return BoundedAverage(
        insideRate: step.learningRate, beta: kept, share: share, gradientWeight: gradientWeight,
        averageWeight: averageWeight)
    }
    return LinearAverage(
      beta: kept, share: share, gradientWeight: gradientWeight, averageWeight: averageWeight)
  }
}

/// An average with the learning rate inside, whose direction is finite where the buffer is.
struct BoundedAverage: MomentPass {
  private let average: LinearAverage

  /// The average of a rate; nothing moves where it is 0, or below the normal `Float`s.
  init(
    insideRate learningRate: Double, beta: Double, share: Double, gradientWeight: Double = 0,
    averageWeight: Double
  ) {
    let rate = learningRate < Double(Float.leastNormalMagnitude) ? 0 : learningRate
    average = LinearAverage(
      beta: beta, share: share * rate, gradientWeight: gradientWeight,
      averageWeight: rate > 0 ? averageWeight / rate : 0)
  }

  func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
    average.estimate(&direction, tile: tile, state: &state)
    for i in direction.indices where direction[i].isInfinite && state[0, i].isFinite {
      direction[i] = direction[i] < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude
    }
  }
}

private let m: Formula = "m"

extension MomentEstimator where Self == HeavyBall {
  /// Momentum that adds gradients up.
  public static func heavyBall(
    beta: Double, dampening: Double = 0, nesterov: Bool = false, rateInside: Bool = false
  ) -> Self {
    Self(beta: beta, dampening: dampening, nesterov: nesterov, rateInside: rateInside).checked()
  }

  /// Momentum that adds gradients up and looks ahead by one step.
  public static func nesterov(beta: Double, rateInside: Bool = false) -> Self {
    heavyBall(beta: beta, nesterov: true, rateInside: rateInside)
  }
}
