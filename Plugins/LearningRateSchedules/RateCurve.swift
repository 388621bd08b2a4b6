public import Optimization

/// How a learning rate goes from one value to another.
///
/// ```swift
/// #expect(RateCurve.linear.share(at: 0.25).value() == 0.75)
/// #expect(RateCurve.cosine.share(at: .t / 9).description == "(1 + cos(π·t / 9)) / 2")
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

  /// The share of the way that is left: from 1 at the start to 0 at the end.
  ///
  /// - Parameter progress: p, in `0 ... 1`.
  /// - Returns: a formula of p.
  public func share(at progress: Formula) -> Formula {
    switch self {
    case .linear: 1 - progress
    case .cosine: (1 + .cos(.π * progress)) / 2
    case .squareRoot: 1 - √progress
    // A product, because a power of 2 isn't always rounded as one.
    case .square: 1 - progress * progress
    }
  }

  /// The rate on the way from one to another.
  func rate(from start: Formula, to end: Formula, at progress: Formula) -> Formula {
    end + (start - end) * share(at: progress)
  }
}
