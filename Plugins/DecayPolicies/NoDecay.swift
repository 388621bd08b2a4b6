public import Optimization

/// Leaves the parameters as they are.
///
/// - Source: none.
/// - Differs: nothing.
/// - Complexity: none.
public struct NoDecay: DecayPolicy {
  /// Creates the policy.
  public init() {}

  public func rate(at step: DecayContext) -> Double { 0 }

  public func rateFormula(gain: String) -> String { "0" }
}

extension DecayPolicy where Self == NoDecay {
  /// No weight decay.
  public static var none: Self { Self() }
}
