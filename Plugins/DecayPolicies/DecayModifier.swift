public import Optimization

/// A decay that changes something about another one, and leaves the rest to it.
///
/// All requirements are forwarded to the base; a modifier implements what it changes:
///
/// ```swift
/// struct HalvedDecay<Base: DecayPolicy>: DecayModifier {
///   let base: Base
///   func rate(at step: DecayContext) -> Double { base.rate(at: step) / 2 }
///   func rateFormula(gain: String) -> String { "0.5·" + base.rateFormula(gain: gain) }
/// }
/// let decay = HalvedDecay(base: VanillaDecay(rate: 0.5))
/// #expect(decay.rate(at: DecayContext(step: 1, learningRate: 1)) == 0.25)
/// ```
public protocol DecayModifier<Base>: DecayPolicy {
  /// The type of the decay that is changed.
  associatedtype Base: DecayPolicy

  /// The decay that is changed.
  var base: Base { get }
}

extension DecayModifier {
  public var rules: [Rule] { base.rules }

  public var granularity: Granularity { base.granularity }

  public func stateArrays(for shape: [Int]) -> [StateArray] { base.stateArrays(for: shape) }

  public var stateScalars: [StateScalar] { base.stateScalars }

  public func refusal(of shape: [Int]) -> String? { base.refusal(of: shape) }

  public var entry: DecayEntry { base.entry }

  public var needsGain: Bool { base.needsGain }

  public var needsPeak: Bool { base.needsPeak }

  public func rate(at step: DecayContext) -> Double { base.rate(at: step) }

  public func rateFormula(gain: String) -> String { base.rateFormula(gain: gain) }

  public func equations(rate: String) -> [String] { base.equations(rate: rate) }

  public var pullFormula: String { base.pullFormula }

  public func pass(rate: Double) -> any DecayPass { base.pass(rate: rate) }
}
