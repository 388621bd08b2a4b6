public import Optimization

/// A decay that changes something about another one, and leaves the rest to it.
///
/// All requirements are forwarded to the base; a modifier implements what it changes:
///
/// ```swift
/// struct HalvedDecay: DecayModifier {
///   static let name = "halved"
///   @Held var base: any DecayPolicy
///   var share: Formula { base.share / 2 }
/// }
/// #expect(HalvedDecay(base: .vanilla(0.5)).share.value() == 0.25)
/// ```
public protocol DecayModifier: DecayPolicy {
  /// The decay that is changed.
  var base: any DecayPolicy { get }
}

extension DecayModifier {
  public var granularity: Granularity { base.granularity }

  public func stateArrays(for shape: [Int]) -> [StateArray] { base.stateArrays(for: shape) }

  public func refusal(of shape: [Int]) -> String? { base.refusal(of: shape) }

  public var entry: DecayEntry { base.entry }

  public var share: Formula { base.share }

  public var lines: [Assignment] { base.lines }

  public func pass(at step: StepContext) -> any DecayPass { base.pass(at: step) }

  /// The lines of the base, with another pull.
  public func lines(pullingBy pull: Formula) -> [Assignment] {
    base.lines.filter { $0.symbol.map(Formula.symbol) != .pull } + [.pull ← pull]
  }
}

extension Bound where Part: DecayModifier {
  /// The decay inside acts on the parameters.
  public static var baseActsOnParameters: Bound {
    Bound("base", must: "act on the parameters") { $0.base.entry == .parameters }
  }

  /// The decay inside pulls in proportion to the parameter.
  public static var basePullsInProportion: Bound {
    Bound("base", must: "pull in proportion to the parameter") { $0.base.pull == .θ }
  }
}
