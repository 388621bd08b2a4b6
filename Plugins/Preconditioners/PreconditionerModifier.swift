public import Optimization

/// A preconditioner that changes something about another one, and leaves the rest to it.
///
/// All requirements are forwarded to the base; a modifier implements what it changes:
///
/// ```swift
/// struct ForVectors: PreconditionerModifier {
///   static let name = "forVectors"
///   @Held var base: any Preconditioner
///   func refusal(of shape: [Int]) -> String? { shape.isEmpty ? "it is a number" : base.refusal(of: shape) }
/// }
/// let wrapped = ForVectors(base: Divided.rootMeanSquare(beta: 0.999))
/// #expect(wrapped.lines == wrapped.base.lines && wrapped.gain == wrapped.base.gain)
/// ```
public protocol PreconditionerModifier: Preconditioner {
  /// The preconditioner that is changed.
  var base: any Preconditioner { get }
}

extension PreconditionerModifier {
  public var granularity: Granularity { base.granularity }

  public func stateArrays(for shape: [Int]) -> [StateArray] { base.stateArrays(for: shape) }

  public func refusal(of shape: [Int]) -> String? { base.refusal(of: shape) }

  public var lines: [Assignment] { base.lines }

  public var gain: Formula? { base.gain }

  public func pass(at step: StepContext) -> any PreconditionerPass { base.pass(at: step) }
}

extension Bound where Part: PreconditionerModifier {
  /// The preconditioner inside leaves the decay to others.
  public static var baseAbsorbsNoDecay: Bound {
    Bound("base", must: "absorb no decay") { part in
      !part.base.lines.contains { $0.formula.contains(.λ) }
    }
  }
}
