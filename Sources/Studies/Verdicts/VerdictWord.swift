/// What the numbers say of a claim.
///
/// - Source: the conditions are those of `Estimate.word(ofDifference:)` and `Estimate.word(ofEquality:)`.
package enum VerdictWord: String, Sendable, Hashable, CaseIterable {
  /// Something that the claim needs is not there: a control, a gate or a check failed.
  case notTested = "not tested"
  /// The numbers go the other way, by as much as matters.
  case contradicted
  /// An effect of the size that matters is ruled out.
  case tooSmall = "too small"
  /// The numbers don't say.
  case undecided
  /// The numbers say so.
  case supported
}

extension VerdictWord {
  /// The word as a sentence begins with it.
  package var capitalized: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// The word of "A and B": the worst of the parts.
  ///
  /// - Parameter words: at least one.
  /// - Returns: the first that is among them, in the order of declaration.
  package static func all(_ words: [VerdictWord]) -> VerdictWord {
    allCases.first(where: words.contains) ?? .notTested
  }

  /// The word of "A or B": the best of the parts; a part that is not tested might have been better than
  /// one that failed.
  ///
  /// - Parameter words: at least one.
  /// - Returns: the first that is among them, beginning with supported.
  package static func any(_ words: [VerdictWord]) -> VerdictWord {
    let order: [VerdictWord] = [.supported, .undecided, .notTested, .tooSmall, .contradicted]
    return order.first(where: words.contains) ?? .notTested
  }

  /// The word of "at least half of them, and none the other way".
  ///
  /// - Parameter words: at least one.
  /// - Returns: contradicted where one is; what the others say where they are enough to decide it.
  package static func often(_ words: [VerdictWord]) -> VerdictWord {
    func isHalf(_ kinds: VerdictWord...) -> Bool {
      2 * words.count(where: kinds.contains) >= words.count
    }
    if words.contains(.contradicted) { return .contradicted }
    if isHalf(.supported) { return .supported }
    if isHalf(.supported, .undecided) { return .undecided }
    return isHalf(.supported, .undecided, .notTested) ? .notTested : .tooSmall
  }

  /// The word of "A is not so", where this is the word of A.
  package var reversed: VerdictWord {
    switch self {
    case .supported: .contradicted
    case .tooSmall, .contradicted: .supported
    case .undecided, .notTested: self
    }
  }
}
