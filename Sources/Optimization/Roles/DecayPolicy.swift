/// Shrinks the parameters: D of the equation.
///
/// A policy says how much (`rate`), where it enters (`entry`) and how elements are pulled (`pass`).
/// Windows and modifiers wrap a policy and are policies.
public protocol DecayPolicy: StatefulComponent {
  /// Where the decay enters the step.
  var entry: DecayEntry { get }

  /// Whether the rate depends on the gain of the estimator and the preconditioner.
  var needsGain: Bool { get }

  /// Whether the rate depends on the largest learning rate of the schedule.
  var needsPeak: Bool { get }

  /// How much is decayed at a step, in `0...`: the weight λ of the penalty for `.gradient`, the share
  /// Rₜ of the parameter that is taken away for `.parameters`.
  ///
  /// 0 is no decay, bit for bit: the pass does not run.
  func rate(at step: DecayContext) -> Double

  /// The same in mathematics: an expression of `t`, `η`, `peak` and the gain.
  ///
  /// - Parameter gain: the expression of the gain, where the policy needs it.
  /// - Returns: an expression that can be a factor: a product, or in parentheses.
  func rateFormula(gain: String) -> String

  /// What the policy remembers, in mathematics: lines `symbol ← expression`, carried out before the
  /// pull; empty where it remembers nothing.
  ///
  /// - Parameter rate: the expression of the rate.
  /// - Returns: the lines.
  func equations(rate: String) -> [String]

  /// What an element is pulled by, in mathematics: `θ` for the usual decay. It can be a factor.
  var pullFormula: String { get }

  /// The decay of one step.
  ///
  /// - Parameter rate: what `rate(at:)` returned, times the group's multiplier; greater than 0.
  /// - Returns: the decay.
  func pass(rate: Double) -> any DecayPass
}

extension DecayPolicy {
  /// The parameters themselves.
  public var entry: DecayEntry { .parameters }

  /// No gain needed.
  public var needsGain: Bool { false }

  /// No peak needed.
  public var needsPeak: Bool { false }

  /// Nothing remembered.
  public func equations(rate: String) -> [String] { [] }

  /// The parameter itself.
  public var pullFormula: String { "θ" }

  /// Toward zero, in proportion to the parameter.
  public func pass(rate: Double) -> any DecayPass { Shrinkage(rate: rate) }
}

/// Where a decay enters the step.
public enum DecayEntry: String, Sendable, Hashable, Codable {
  /// It is added to the gradient and passes through the averages and the preconditioner: L2.
  case gradient

  /// It is taken from the parameters directly.
  case parameters
}

/// What a decay policy may know of a step.
public struct DecayContext: Sendable {
  /// The number of the optimizer's step: t, from 1.
  public let step: Int

  /// The learning rate of this step with the group's multiplier: ηₜ.
  public let learningRate: Double

  /// The largest learning rate of the schedule with the group's multiplier, where it has one.
  public let peakLearningRate: Double?

  /// What the moment estimator and the preconditioner make of a unit gradient on average; nil where
  /// it is not defined at this step, because no gradient has differed from 0 yet.
  public let gain: Double?

  /// Creates a context, for testing a policy by itself.
  public init(
    step: Int, learningRate: Double, peakLearningRate: Double? = nil, gain: Double? = 1
  ) {
    self.step = step
    self.learningRate = learningRate
    self.peakLearningRate = peakLearningRate
    self.gain = gain
  }
}

/// A decay policy at one step.
public protocol DecayPass: Sendable {
  /// The share R of itself by which each element is pulled, where that is all; then the pull is part of
  /// the step's own loop, and `pull` isn't called.
  var share: Float? { get }

  /// Adds the gradient of the penalty to the gradient; for `DecayEntry.gradient`.
  ///
  /// May be called twice in a step, so it changes no state.
  func add(to gradient: inout MutableSpan<Float>, parameters: Span<Float>, state: inout StateView)

  /// Adds what the decay takes to the step that is to be taken; for `DecayEntry.parameters`.
  ///
  /// Both are taken from the parameters at once, and rounded once: decays smaller than a rounding of
  /// the parameter are not lost.
  ///
  /// - Parameters:
  ///   - step: η·d, to change in place.
  ///   - parameters: the values before the step.
  ///   - direction: d, what the learning rate has multiplied.
  ///   - state: the arrays declared, for the same elements.
  func pull(
    _ step: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
    state: inout StateView)
}

extension DecayPass {
  /// None: it pulls in another way.
  public var share: Float? { nil }

  /// The same that is added to a gradient.
  public func pull(
    _ step: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
    state: inout StateView
  ) {
    add(to: &step, parameters: parameters, state: &state)
  }
}

/// The usual decay: each element is pulled toward zero in proportion to itself.
public struct Shrinkage: DecayPass {
  /// The share of a parameter.
  public let share: Float?

  /// Creates the decay of one step.
  ///
  /// - Parameter rate: the share of a parameter.
  public init(rate: Double) { share = Float(rate) }

  /// Adds rate · θ.
  public func add(
    to gradient: inout MutableSpan<Float>, parameters: Span<Float>, state: inout StateView
  ) {
    let share = share ?? 0
    for i in gradient.indices { gradient[i] += share * parameters[i] }
  }
}
