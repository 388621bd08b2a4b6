import Kernels

/// Shrinks the parameters: D of the equation.
///
/// A policy says how much (`share`), where it enters (`entry`), what elements are pulled by (`lines`)
/// and how (`pass`). Windows and modifiers wrap a policy and are policies.
///
/// ```text
/// g ← g + share·p              entry .gradient
/// θ ← θ − (η·d + R·p)          entry .parameters, R = min(1, share)
/// ```
///
/// Its lines assign the pull `p`; without a line that does, it is θ, as of the usual decay.
public protocol DecayPolicy: StatefulComponent {
  /// Where the decay enters the step.
  var entry: DecayEntry { get }

  /// How much is decayed at a step, in `0...`: the weight of the penalty for `.gradient`, the share
  /// Rₜ of the parameter that is taken away for `.parameters`.
  ///
  /// A formula of `t`, `η`, `peak` and `gain`; what the optimizer has to know is read off it. Where it
  /// is 0 nothing decays, bit for bit: the pass does not run.
  var share: Formula { get }

  /// The decay of one step.
  ///
  /// - Parameter step: the numbers of the step; `step.decay` is the share times the group's multiplier,
  ///   greater than 0.
  /// - Returns: the decay.
  func pass(at step: StepContext) -> any DecayPass
}

extension DecayPolicy {
  /// The parameters themselves.
  public var entry: DecayEntry { .parameters }

  /// Nothing remembered, and pulled by the parameter itself.
  public var lines: [Assignment] { [] }

  /// What an element is pulled by.
  public var pull: Formula {
    let line = lines.last { $0.symbol != nil && .symbol($0.symbol ?? .init("")) == Formula.pull }
    return line?.formula ?? .θ
  }

  /// Toward zero, in proportion to the parameter.
  public func pass(at step: StepContext) -> any DecayPass { Shrinkage(share: step.decay) }
}

/// Where a decay enters the step.
public enum DecayEntry: String, Sendable, Hashable, Codable, CaseIterable {
  /// It is added to the gradient and passes through the averages and the preconditioner: L2.
  case gradient

  /// It is taken from the parameters directly.
  case parameters
}

/// A decay policy at one step.
public protocol DecayPass: Sendable {
  /// The share R of itself by which each element is pulled, where that is all; then the pull is part of
  /// the step's own loop, and `pull` isn't called.
  var shrinkage: Float? { get }

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
  public var shrinkage: Float? { nil }

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
  public let shrinkage: Float?

  /// Creates the decay of one step, of a share of the parameter.
  public init(share: Double) { shrinkage = Float(share) }

  /// Adds share · θ.
  public func add(
    to gradient: inout MutableSpan<Float>, parameters: Span<Float>, state: inout StateView
  ) {
    gradient.add(parameters, times: shrinkage ?? 0)
  }
}
