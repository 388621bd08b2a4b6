import Optimization

/// Something in a checkpoint that is not as the optimizer needs it.
public struct CheckpointDifference: Sendable, Hashable {
  /// How the two differ.
  public enum Kind: String, Sendable, Hashable {
    /// The optimizer needs it, but the file does not hold it.
    case missing
    /// The file holds it, but the optimizer has no use for it.
    case extra
    /// It has another shape or type, or a number that can't be.
    case unsuitable
    /// It fits, but something else of the same parameter is missing or unsuitable.
    case incomplete
  }

  /// The name of the array, or of the entry of the metadata.
  public let name: String

  /// How the two differ.
  public let kind: Kind

  /// What is there, and what is needed; may be empty.
  public let detail: String

  init(_ name: String, _ kind: Kind, _ detail: String = "") {
    self.name = name
    self.kind = kind
    self.detail = detail
  }
}

extension CheckpointDifference: CustomStringConvertible {
  /// The name, the kind and the detail, in one line.
  public var description: String {
    oneLine("\(name) is \(kind.rawValue)\(detail.isEmpty ? "" : ": \(detail)")")
  }
}
