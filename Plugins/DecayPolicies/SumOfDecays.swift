public import Optimization

/// Decays by two policies at once, or by one after the other where they are windows.
///
/// ```text
/// Rₜ = first Rₜ + second Rₜ
/// ```
///
/// ```swift
/// let decay = VanillaDecay(rate: 0.5).until(step: 3).plus(VanillaDecay(rate: 0.25).from(step: 3))
/// let rates = (1...4).map { decay.rate(at: DecayContext(step: $0, learningRate: 1)) }
/// #expect(rates == [0.5, 0.5, 0.25, 0.25])
/// ```
///
/// - Source: none.
/// - Differs: nothing.
/// - Edge cases: both must enter in the same place and pull in proportion to the parameter. Where one
///   of them needs a gain that is not defined at a step, neither decays.
/// - Complexity: no pass and no state of its own.
public struct SumOfDecays<First: DecayPolicy, Second: DecayPolicy>: DecayPolicy {
  /// One decay.
  public let first: First

  /// The other decay.
  public let second: Second

  /// Creates the decay.
  ///
  /// - Parameters:
  ///   - first: a decay in proportion to the parameter.
  ///   - second: another, that enters in the same place.
  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
    requireValid()
  }

  public var rules: [Rule] {
    let areProportional = first.pullFormula == "θ" && second.pullFormula == "θ"
    return first.rules + second.rules + [
      Rule("both", must: "pull in proportion to the parameter", holds: areProportional),
      Rule("second", must: "enter where the first does", holds: first.entry == second.entry),
    ]
  }

  public var entry: DecayEntry { first.entry }

  public var needsGain: Bool { first.needsGain || second.needsGain }

  public var needsPeak: Bool { first.needsPeak || second.needsPeak }

  public func rate(at step: DecayContext) -> Double {
    first.rate(at: step) + second.rate(at: step)
  }

  public func rateFormula(gain: String) -> String {
    "(\(first.rateFormula(gain: gain)) + \(second.rateFormula(gain: gain)))"
  }
}

extension DecayPolicy {
  /// This decay and another.
  public func plus<Other: DecayPolicy>(_ other: Other) -> SumOfDecays<Self, Other> {
    SumOfDecays(self, other)
  }
}
