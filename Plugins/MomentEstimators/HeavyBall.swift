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
/// let moments = HeavyBall(beta: 0.9)
/// #expect(try #require(moments.gain(meanSecondMoment: 0, at: 1)).rounded() == 10)
/// ```
///
/// - Source: Polyak, 1964; Nesterov's form as in Sutskever, Martens, Dahl and Hinton, ICML 2013,
///   <https://proceedings.mlr.press/v28/sutskever13.html>, rewritten at the shifted point, as PyTorch
///   does.
/// - Differs: the learning rate is outside the buffer unless asked for (Sutskever et al. have it
///   inside); the first gradient enters undamped, as in PyTorch and in the code of the SWD authors.
/// - Edge cases: dampening without momentum would damp nothing, and is refused. At a learning rate of 0,
///   or one that is none among normal `Float`s, nothing moves, although what is inside the buffer could.
/// - Complexity: one array of state; one pass.
public struct HeavyBall: MomentEstimator {
  /// β, the share of the buffer that is kept, in `0 ..< 1`; 0.9 is the authors' choice.
  public let beta: Double

  /// How much of each gradient but the first is left out, in `0 ..< 1`; PyTorch's default is 0.
  public let dampening: Double

  /// Whether the direction looks ahead by one more step of momentum; needs a dampening of 0.
  public let nesterov: Bool

  /// Whether gradients enter the buffer with the learning rate of their step, as in TensorFlow and in
  /// optax' RMSprop, instead of all leaving it with that of the current one.
  public let rateInside: Bool

  /// Creates the estimator.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - dampening: in `0 ..< 1`; only 0 goes with a beta of 0, or with Nesterov's form.
  ///   - nesterov: whether to look ahead.
  ///   - rateInside: whether the buffer holds gradients times their learning rates.
  public init(
    beta: Double, dampening: Double = 0, nesterov: Bool = false, rateInside: Bool = false
  ) {
    self.beta = beta
    self.dampening = dampening
    self.nesterov = nesterov
    self.rateInside = rateInside
    requireValid()
  }

  public var rules: [Rule] {
    let mustNotDamp = nesterov || beta == 0
    return [
      Rule("beta", beta, in: 0..<1),
      mustNotDamp
        ? Rule("dampening", dampening, in: 0...0) : Rule("dampening", dampening, in: 0..<1),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var gainFormula: String? { "(1 − \(brief(dampening))) / (1 − \(brief(beta)))" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    (1 - dampening) / (1 - beta)
  }

  public var equations: [String] {
    let gradient = rateInside ? "η·g" : "g"
    let direction = nesterov ? "\(gradient) + \(brief(beta))·m" : "m"
    return [
      "m ← [t = 1]·\(gradient) "
        + "+ [t > 1]·(\(brief(beta))·m + (1 − \(brief(dampening)))·\(gradient))",
      rateInside ? "d ← (\(direction)) / η" : "d ← \(direction)",
    ]
  }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    let isFirst = step.step == 1
    let isLost = step.learningRate < Double(Float.leastNormalMagnitude)
    let rate = rateInside ? (isLost ? 0 : step.learningRate) : 1
    let scale = rate > 0 ? 1 / rate : 0
    return LinearAverage(
      beta: isFirst ? 0 : Float(beta), share: Float(isFirst ? rate : (1 - dampening) * rate),
      gradientWeight: nesterov ? 1 : nil, averageWeight: Float(nesterov ? beta * scale : scale))
  }
}

extension MomentEstimator where Self == HeavyBall {
  /// Momentum that adds gradients up.
  public static func heavyBall(
    beta: Double, dampening: Double = 0, rateInside: Bool = false
  ) -> Self {
    Self(beta: beta, dampening: dampening, rateInside: rateInside)
  }

  /// Momentum that adds gradients up and looks ahead by one step.
  public static func nesterov(beta: Double, rateInside: Bool = false) -> Self {
    Self(beta: beta, nesterov: true, rateInside: rateInside)
  }
}
