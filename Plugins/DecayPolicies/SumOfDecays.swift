public import Optimization

/// Decays by two policies at once, or by one after the other where they are windows.
///
/// ```text
/// Rₜ = first Rₜ + second Rₜ
/// ```
///
/// ```swift
/// let decay = VanillaDecay(rate: 0.5).until(step: 3).plus(VanillaDecay(rate: 0.25).from(step: 3))
/// let shares = [1, 2, 3, 4].map { decay.share.value(at: [.t: $0]) }
/// #expect(shares == [0.5, 0.5, 0.25, 0.25])
/// ```
///
/// - Source: none.
/// - Differs: nothing.
/// - Edge cases: both must enter in the same place and pull in proportion to the parameter. Where one
///   of them needs a gain that is not defined at a step, neither decays.
/// - Complexity: no pass and no state of its own.
public struct SumOfDecays<First: DecayPolicy, Second: DecayPolicy>: DecayPolicy {
  public static var name: String { "sum" }

  /// One decay, in proportion to the parameter.
  public let first: First

  /// Another, that enters in the same place.
  public let second: Second

  /// Creates the decay.
  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
    requireValid()
  }

  public var inner: [any Component] { [first, second] }

  public var bounds: [Bound<Self>] {
    [
      Bound("both", must: "pull in proportion to the parameter") {
        $0.first.pull == .θ && $0.second.pull == .θ
      },
      Bound("second", must: "enter where the first does") { $0.first.entry == $0.second.entry },
    ]
  }

  public var entry: DecayEntry { first.entry }

  public var share: Formula { first.share + second.share }
}

extension DecayPolicy {
  /// This decay and another.
  public func plus<Other: DecayPolicy>(_ other: Other) -> SumOfDecays<Self, Other> {
    SumOfDecays(self, other)
  }
}
