public import Optimization

/// A schedule that changes something about another one, and leaves the rest to it.
///
/// ```swift
/// struct HalvedRate: ScheduleModifier {
///   static let name = "halved"
///   @Held var base: any LearningRateSchedule
///   var rate: Formula { base.rate / 2 }
///   var peakLearningRate: Double? { base.peakLearningRate.map { $0 / 2 } }
/// }
/// #expect(HalvedRate(base: .constant(1)).learningRate(at: 1) == 0.5)
/// ```
public protocol ScheduleModifier: LearningRateSchedule {
  /// The schedule that is changed.
  var base: any LearningRateSchedule { get }
}

extension ScheduleModifier {
  public var bounds: [Bound<Self>] { [.baseHearsNothing] }

  public var peakLearningRate: Double? { base.peakLearningRate }
}

extension Bound where Part: ScheduleModifier {
  /// The schedule inside hears of no metric and no sum, because none reaches it.
  public static var baseHearsNothing: Bound { .hearsNothing("base") { $0.base } }
}
