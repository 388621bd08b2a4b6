/// A part that says what it makes of a gradient of 1 on average: its share of the effective learning
/// rate.
///
/// Stable weight decay shrinks in proportion to the product of the two parts' gains, and is refused
/// where one of them has none.
public protocol GainStating: StatefulComponent {
  /// The second moment that the part keeps.
  var secondMoment: SecondMoment { get }

  /// The gain in mathematics: `1`, `1 / √mean(v)`; nil where there is no such number.
  var gainFormula: String? { get }

  /// The gain of a step, or nil where it is not defined, because the mean is 0.
  ///
  /// - Parameters:
  ///   - meanSecondMoment: v̄ₜ of the part's second moment, in `0...`; 0 where it keeps none.
  ///   - step: t, from 1.
  /// - Returns: the gain, above 0.
  func gain(meanSecondMoment: Double, at step: Int) -> Double?
}

extension GainStating {
  /// No second moment.
  public var secondMoment: SecondMoment { .none }

  /// No gain.
  public var gainFormula: String? { nil }

  /// No gain.
  public func gain(meanSecondMoment: Double, at step: Int) -> Double? { nil }
}
