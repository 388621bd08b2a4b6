/// A law that a composition breaks: the composition, the smallest case found, and how to see it again.
public struct LawViolation: Error, Sendable, Hashable {
  /// The law in a sentence.
  public let law: String

  /// All parts with their hyper-parameters, each on its line.
  public let composition: String

  /// The plainest composition found that breaks the law, too.
  public let smallestComposition: String

  /// What the case was drawn from; nil where the law needs no case.
  public let seed: UInt64?

  /// The smallest case that was found to break the law, in words.
  public let smallestCase: String

  /// What differs, and where.
  public let finding: String

  /// The line that runs the same case first.
  public var replay: String {
    (seed.map { "DESCENT_SEED=\($0) " } ?? "") + "swift test"
  }
}

extension LawViolation: CustomStringConvertible {
  /// Everything that there is to know.
  public var description: String {
    """
    Not true: \(law).
    \(composition)
    The smallest case found:
    \(smallestComposition)
      \(smallestCase)
    \(finding)
    \(replay)
    """
  }
}
