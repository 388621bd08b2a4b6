public import Optimization
public import Storing

/// Decays only during some of the steps: early-only, late-only, or between.
///
/// ```swift
/// let early = StableWeightDecay.stable(5e-4).until(step: 4_000)
/// #expect(early.steps == 1..<4_000)
/// ```
///
/// - Source: early decay as in Bjorck, Weinberger and Gomes, AAAI 2021,
///   <https://arxiv.org/abs/2012.13841>; late decay as their control.
/// - Differs: nothing.
/// - Edge cases: a window over all steps changes nothing, bit for bit; an empty one is no decay.
/// - Complexity: that of the decay inside.
public struct DecayWindow: DecayModifier {
  public static let name = "window"
  public static let source = "Bjorck, Weinberger and Gomes, 2021"

  /// The decay during the window.
  @Held public var base: any DecayPolicy

  /// The steps that decay, counted from 1; the end is not among them.
  public let steps: Range<Int>

  public var bounds: [Bound<Self>] { [Bound(\.steps.lowerBound, in: 1...)] }

  public var share: Formula {
    var isOpen: Formula = 1
    if steps.lowerBound > 1 { isOpen = .t .>= Formula(steps.lowerBound) }
    if steps.upperBound < .max { isOpen = isOpen * (.t .< Formula(steps.upperBound)) }
    return isOpen * base.share
  }
}

extension DecayPolicy {
  /// The same decay, but only in the steps before `step`.
  public func until(step: Int) -> DecayWindow { between(1..<max(1, step)) }

  /// The same decay, but only from `step` on.
  public func from(step: Int) -> DecayWindow { between(step..<Int.max) }

  /// The same decay, but only in some steps, counted from 1.
  public func between(_ steps: Range<Int>) -> DecayWindow {
    DecayWindow(base: self, steps: steps).checked()
  }
}
