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
  /// Adds what the decay pulls by to the gradient, or to the step that is to be taken.
  ///
  /// A step and its decay are taken from the parameters at once, and rounded once: decays smaller than a
  /// rounding of the parameter are not lost. For `DecayEntry.gradient` it may be called twice in a step,
  /// and changes no state.
  ///
  /// - Parameters:
  ///   - target: the gradient, or η·d, to change in place.
  ///   - parameters: the values before the step.
  ///   - direction: d, what the learning rate has multiplied; empty for `DecayEntry.gradient`.
  ///   - state: the arrays declared, for the same elements.
  func pull(
    _ target: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
    state: inout StateView)
}

/// The usual decay: each element is pulled toward zero in proportion to itself.
///
/// An optimizer takes it in the step's own loop.
public struct Shrinkage: DecayPass {
  /// R, the share of a parameter.
  public let share: Float

  /// Creates the decay of one step, of a share of the parameter.
  public init(share: Double) { self.share = Float(share) }

  /// Adds R · θ.
  public func pull(
    _ target: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
    state: inout StateView
  ) {
    target.add(parameters, times: share)
  }
}
