/// What a hyper-parameter may be: its name, its value and the range that the value must lie in.
///
/// A component lists its rules once; the initializer traps by them, decoding throws by them, and the
/// catalogue prints them.
public struct Rule: Sendable, Hashable {
  /// The name of the hyper-parameter, as in the initializer.
  public let name: String

  /// The value to judge.
  public let value: Double

  /// The allowed values in mathematical notation: `0 ..< 1`, `0...`.
  public let range: String

  /// Whether the value is in the range.
  public let holds: Bool

  /// Whether the rule is about a number.
  private var isNumeric = true

  /// Creates a rule with a half-open range.
  public init(_ name: String, _ value: Double, in range: Range<Double>) {
    self.init(
      name, value, "\(brief(range.lowerBound)) ..< \(brief(range.upperBound))",
      range.contains(value))
  }

  /// Creates a rule with a closed range.
  public init(_ name: String, _ value: Double, in range: ClosedRange<Double>) {
    self.init(
      name, value, "\(brief(range.lowerBound)) ... \(brief(range.upperBound))",
      range.contains(value))
  }

  /// Creates a rule with a range without an upper end; infinity is not in it.
  public init(_ name: String, _ value: Double, in range: PartialRangeFrom<Double>) {
    self.init(
      name, value, "\(brief(range.lowerBound))...", range.contains(value) && value.isFinite)
  }

  /// Creates a rule for what must be greater than a bound; infinity is not allowed.
  public init(_ name: String, _ value: Double, above bound: Double) {
    self.init(name, value, "greater than \(brief(bound))", value > bound && value.isFinite)
  }

  /// Creates a rule for what must be finite.
  public init(_ name: String, finite value: Double) {
    self.init(name, value, "finite", value.isFinite)
  }

  /// Creates a rule for what is not a number: a part inside that must have a property.
  ///
  /// - Parameters:
  ///   - name: the name of the part, as in the initializer.
  ///   - property: what it must do: `decay the parameters`.
  ///   - holds: whether it does.
  public init(_ name: String, must property: String, holds: Bool) {
    self.init(name, holds ? 1 : 0, property, holds)
    isNumeric = false
  }

  private init(_ name: String, _ value: Double, _ range: String, _ holds: Bool) {
    self.name = name
    self.value = value
    self.range = range
    self.holds = holds
  }
}

extension Rule: CustomStringConvertible {
  /// The rule and the value in one sentence.
  public var description: String {
    guard isNumeric else { return "\(name) must \(range)" }
    let allowed = range.first?.isLetter == true ? range : "in \(range)"
    return "\(name) must be \(allowed), but is \(brief(value))"
  }
}

/// The shortest decimal that reads back as the number, without a trailing `.0`.
public func brief(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}
