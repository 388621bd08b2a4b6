/// The differences that loading a checkpoint may pass over.
public struct CheckpointAllowance: OptionSet, Sendable, Hashable {
  /// The sum of the numbers of what may be passed over.
  public let rawValue: Int

  /// Creates the allowance of a sum.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// What the file does not hold; weights alone, as PyTorch saves them, need this.
  public static let missing = Self(rawValue: 1)
  /// What the optimizer has no use for.
  public static let extra = Self(rawValue: 2)
  /// Arrays of another shape or type.
  public static let unsuitable = Self(rawValue: 4)

  /// Whether a difference may be passed over.
  func covers(_ kind: CheckpointDifference.Kind) -> Bool {
    switch kind {
    case .missing: contains(.missing)
    case .extra: contains(.extra)
    case .unsuitable: contains(.unsuitable)
    case .incomplete: true
    }
  }
}
