import Foundation
import Optimization

/// How a learning rate goes from one value to another.
///
/// ```swift
/// #expect(RateCurve.linear.share(at: 0.25) == 0.75)
/// #expect(RateCurve.allCases.allSatisfy { $0.share(at: 0) == 1 && $0.share(at: 1) == 0 })
/// ```
public enum RateCurve: String, Sendable, Hashable, Codable, CaseIterable {
  /// A straight line: 1 − p.
  case linear

  /// Half a cosine, flat at both ends: (1 + cos πp) / 2.
  case cosine

  /// Fast at first: 1 − √p.
  case squareRoot

  /// Fast at last: 1 − p².
  case square

  /// The share of the way that is left.
  ///
  /// - Parameter progress: p in `0 ... 1`.
  /// - Returns: from 1 at the start to 0 at the end.
  public func share(at progress: Double) -> Double {
    switch self {
    case .linear: 1 - progress
    case .cosine: (1 + cos(.pi * progress)) / 2
    case .squareRoot: 1 - progress.squareRoot()
    case .square: 1 - progress * progress
    }
  }

  /// The rate on the way from one to another.
  func rate(from start: Double, to end: Double, at progress: Double) -> Double {
    end + (start - end) * share(at: progress)
  }

  /// The rate on the way from one to another, in mathematics.
  ///
  /// - Parameters:
  ///   - start: the first rate.
  ///   - end: the last rate.
  ///   - progress: the expression of p, which can be a factor.
  /// - Returns: an expression in parentheses.
  func formula(from start: Double, to end: Double, at progress: String) -> String {
    let share =
      switch self {
      case .linear: "(1 − \(progress))"
      case .cosine: "(1 + cos(π·\(progress))) / 2"
      case .squareRoot: "(1 − √\(progress))"
      case .square: "(1 − \(progress)^2)"
      }
    return end == 0
      ? "(\(brief(start))·\(share))"
      : "(\(brief(end)) + (\(brief(start)) − \(brief(end)))·\(share))"
  }
}
