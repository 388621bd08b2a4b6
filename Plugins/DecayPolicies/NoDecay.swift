public import Optimization

/// Leaves the parameters as they are.
///
/// - Source: none.
/// - Differs: nothing.
/// - Complexity: none.
public struct NoDecay: DecayPolicy {
  public static let name = "none"

  public static let source = "none"

  /// Creates the policy.
  public init() {}

  public var share: Formula { 0 }
}

extension DecayPolicy where Self == NoDecay {
  /// No weight decay.
  public static var none: Self { Self() }
}
