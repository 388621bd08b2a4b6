public import Optimization

/// Takes two learning rates in turn.
///
/// ```text
/// η(t) = odd for t = 1, 3, 5, …        η(t) = even for t = 2, 4, 6, …
/// ```
///
/// ```swift
/// let schedule = AlternatingRate(0.1, 0.2)
/// #expect((1...4).map(schedule.learningRate) == [0.1, 0.2, 0.1, 0.2])
/// ```
///
/// - Source: the condition of Theorem 1 of Xie et al., NeurIPS 2023,
///   <https://arxiv.org/abs/2011.11152>: a learning rate that always changes by at least δ. With it,
///   vanilla decay comes to rest nowhere, and decoupled decay does.
/// - Differs: nothing.
/// - Edge cases: it never ends.
/// - Complexity: none.
public struct AlternatingRate: LearningRateSchedule {
  /// The learning rate of steps 1, 3, 5, …, in `0...`.
  public let odd: Double

  /// The learning rate of steps 2, 4, 6, …, in `0...`.
  public let even: Double

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - odd: the learning rate of steps 1, 3, 5, …, in `0...`.
  ///   - even: the learning rate of steps 2, 4, 6, …, in `0...`.
  public init(_ odd: Double, _ even: Double) {
    self.odd = odd
    self.even = even
    requireValid()
  }

  public var rules: [Rule] { [Rule("odd", odd, in: 0...), Rule("even", even, in: 0...)] }

  public func learningRate(at step: Int) -> Double { step.isMultiple(of: 2) ? even : odd }

  public var peakLearningRate: Double? { max(odd, even) }

  public func formula(_ t: String) -> String {
    let isEven = "[2·floor(\(t) / 2) = \(t)]"
    return "(\(brief(odd)) + \(isEven)·(\(brief(even)) − \(brief(odd))))"
  }
}

extension LearningRateSchedule where Self == AlternatingRate {
  /// Two learning rates in turn.
  public static func alternating(_ odd: Double, _ even: Double) -> Self { Self(odd, even) }
}
