package import Descent

/// A number that a part needs, as the catalogue prints it and text gives it.
package struct Hyperparameter: Sendable {
  /// The name, as in the part's initializer.
  package let name: String

  /// The value where none is given; nil says that one must be.
  package let defaultValue: Double?

  /// Whether only whole numbers are meant.
  package let isWhole: Bool

  /// What the number may be.
  package let rule: @Sendable (Double) -> Rule

  /// Creates a number within a half-open range.
  init(_ name: String, default defaultValue: Double? = nil, in range: Range<Double>) {
    self.init(name, defaultValue, isWhole: false) { Rule(name, $0, in: range) }
  }

  /// Creates a number within a closed range.
  init(_ name: String, default defaultValue: Double? = nil, in range: ClosedRange<Double>) {
    self.init(name, defaultValue, isWhole: false) { Rule(name, $0, in: range) }
  }

  /// Creates a number of at least a bound.
  init(_ name: String, default defaultValue: Double? = nil, in range: PartialRangeFrom<Double>) {
    self.init(name, defaultValue, isWhole: false) { Rule(name, $0, in: range) }
  }

  /// Creates a number greater than a bound.
  init(_ name: String, default defaultValue: Double? = nil, above bound: Double) {
    self.init(name, defaultValue, isWhole: false) { Rule(name, $0, above: bound) }
  }

  /// Creates a number of steps.
  init(steps name: String, default defaultValue: Double? = nil) {
    self.init(name, defaultValue, isWhole: true) { Rule(name, $0, in: 1...) }
  }

  private init(
    _ name: String, _ defaultValue: Double?, isWhole: Bool,
    rule: @escaping @Sendable (Double) -> Rule
  ) {
    self.name = name
    self.defaultValue = defaultValue
    self.isWhole = isWhole
    self.rule = rule
  }

  /// The allowed values in mathematical notation.
  package var range: String { rule(defaultValue ?? 1).range }

  /// The number that a text gives.
  ///
  /// - Throws: `CatalogueError` where it is none, or out of range.
  func value(of text: String) throws(CatalogueError) -> Double {
    // Every whole number up to 2⁵³ is a Double, and none beyond is needed.
    guard let value = Double(text), !isWhole || Int(text) != nil && value <= 0x1p53 else {
      throw CatalogueError(
        "\(name) must be a \(isWhole ? "whole " : "")number, but is \"\(text)\"")
    }
    let rule = rule(value)
    guard rule.holds else { throw CatalogueError("\(rule)") }
    return value
  }
}
