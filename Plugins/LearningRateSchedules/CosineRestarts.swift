import Foundation
public import Optimization

/// Falls along half a cosine again and again, each time for longer: warm restarts.
///
/// ```text
/// η(t) = end + (peak − end) · (1 + cos(π · k / n)) / 2
/// n: the length of the cycle: steps, then steps · multiplier, then steps · multiplier², …
/// k: the steps taken in the cycle, in 0 ..< n
/// ```
///
/// ```swift
/// let schedule = CosineRestarts(peak: 1, steps: 2, multiplier: 2)
/// #expect([1, 3, 7, 15].allSatisfy { schedule.learningRate(at: $0) == 1 })
/// ```
///
/// - Source: Loshchilov and Hutter, 2017, equation 5, <https://arxiv.org/abs/1608.03983>.
/// - Differs: nothing; cycles of other peaks are schedules joined by `then`.
/// - Edge cases: the first step of a cycle has the peak, and no step has the end; it never ends.
/// - Complexity: one cosine a step, and a sum over the cycles so far.
public struct CosineRestarts: LearningRateSchedule {
  /// The first and largest learning rate of every cycle, in `0...`.
  public let peak: Double

  /// The length of the first cycle, in `1...`.
  public let steps: Int

  /// What a cycle is longer than the one before, in `1...`; the paper tries 1 and 2.
  public let multiplier: Int

  /// What every cycle falls towards, in `0 ... peak`.
  public let end: Double

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - peak: the largest learning rate, in `0...`.
  ///   - steps: the length of the first cycle, in `1...`.
  ///   - multiplier: what a cycle is longer than the one before, in `1...`.
  ///   - end: what every cycle falls towards, in `0 ... peak`.
  public init(peak: Double, steps: Int, multiplier: Int = 1, end: Double = 0) {
    self.peak = peak
    self.steps = steps
    self.multiplier = multiplier
    self.end = end
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("peak", peak, in: 0...), Rule("steps", Double(steps), in: 1...),
      Rule("multiplier", Double(multiplier), in: 1...), Rule("end", end, in: 0...max(0, peak)),
    ]
  }

  public func learningRate(at step: Int) -> Double {
    var taken = step - 1
    var length = steps
    if multiplier == 1 {
      taken %= length
    } else {
      while taken >= length {
        taken -= length
        let (longer, overflows) = length.multipliedReportingOverflow(by: multiplier)
        length = overflows ? .max : longer
      }
    }
    return RateCurve.cosine.rate(from: peak, to: end, at: Double(taken) / Double(length))
  }

  public var peakLearningRate: Double? { peak }

  public func formula(_ t: String) -> String {
    let taken = "(\(t) − 1)"
    guard multiplier > 1 else {
      let progress = "(\(taken) / \(steps) − floor(\(taken) / \(steps)))"
      return RateCurve.cosine.formula(from: peak, to: end, at: progress)
    }
    // A whole number of cycles must not be rounded to a little less.
    let cycle =
      "floor(log(1 + \(multiplier - 1)·\(taken) / \(steps)) / log(\(multiplier)) + 1e-9)"
    let start = "\(steps)·(\(multiplier)^\(cycle) − 1) / \(multiplier - 1)"
    let progress = "((\(taken) − \(start)) / (\(steps)·\(multiplier)^\(cycle)))"
    return RateCurve.cosine.formula(from: peak, to: end, at: progress)
  }
}

extension LearningRateSchedule where Self == CosineRestarts {
  /// Half a cosine again and again.
  public static func cosineRestarts(
    peak: Double, steps: Int, multiplier: Int = 1, end: Double = 0
  ) -> Self {
    Self(peak: peak, steps: steps, multiplier: multiplier, end: end)
  }
}
