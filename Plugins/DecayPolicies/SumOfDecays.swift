public import Optimization
public import Storing

/// Decays by two policies at once, or by one after the other where they are windows.
///
/// ```text
/// Rₜ = first Rₜ + second Rₜ
/// ```
///
/// ```swift
/// let decay: any DecayPolicy = .vanilla(0.5).until(step: 3)
///   .plus(.vanilla(0.25).from(step: 3))
/// let shares = [1, 2, 3, 4].map { decay.share.value(at: [.t: $0]) }
/// #expect(shares == [0.5, 0.5, 0.25, 0.25])
/// ```
///
/// - Source: none.
/// - Differs: nothing.
/// - Edge cases: both must enter in the same place and pull in proportion to the parameter. Where one
///   of them needs a gain that is not defined at a step, neither decays.
/// - Complexity: no pass and no state of its own.
public struct SumOfDecays: DecayPolicy {
  public static let name = "sum"

  public static let source = "none"

  /// One decay, in proportion to the parameter.
  @Held public var first: any DecayPolicy

  /// Another, that enters in the same place.
  @Held public var second: any DecayPolicy

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
  public func plus(_ other: any DecayPolicy) -> SumOfDecays {
    SumOfDecays(first: self, second: other).checked()
  }
}
