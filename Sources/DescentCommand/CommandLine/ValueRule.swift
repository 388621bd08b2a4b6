import Optimization
import Storing

/// How the text behind a flag becomes a value, and what it must be.
package struct ValueRule<Value>: Sendable {
  /// What stands for the value in the help, in capitals.
  package let placeholder: String

  /// What a value must be: completes "must be …".
  package let requirement: String

  /// The names that values have; empty where they have none.
  let names: [String]

  /// The value of a text; nil where the text breaks the rule, and an error where more can be said.
  package let value: @Sendable (String) throws -> Value?

  /// Creates a rule.
  ///
  /// - Parameters:
  ///   - placeholder: what stands for the value in the help.
  ///   - requirement: completes "must be …".
  ///   - value: the value of a text; nil where the text breaks the rule, and an error where more
  ///     can be said.
  package init(
    placeholder: String, requirement: String,
    value: @escaping @Sendable (String) throws -> Value?
  ) {
    self.placeholder = placeholder
    self.requirement = requirement
    self.value = value
    names = []
  }

  /// Creates a rule for values with names.
  ///
  /// - Parameters:
  ///   - placeholder: what stands for the value in the help; left out, all names.
  ///   - values: the values.
  ///   - name: what a value is called, in any case.
  init(
    placeholder: String? = nil, oneOf values: [Value],
    name: @escaping @Sendable (Value) -> String
  ) where Value: Sendable {
    names = values.map(name)
    self.placeholder = placeholder ?? names.joined(separator: "|")
    requirement = "one of \(names.joined(separator: ", "))"
    value = { text in values.first { name($0).lowercased() == text.lowercased() } }
  }
}

extension ValueRule<Int> {
  /// A whole number of a range.
  package static func integer(in range: ClosedRange<Int>) -> Self {
    let end = range.upperBound == .max ? "" : "\(range.upperBound)"
    return Self(
      placeholder: "NUMBER", requirement: "a whole number in \(range.lowerBound)...\(end)"
    ) { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A whole number of at least a bound.
  package static func integer(in range: PartialRangeFrom<Int>) -> Self {
    integer(in: range.lowerBound...Int.max)
  }
}

extension ValueRule<StatePrecision> {
  /// How an optimizer's state is kept.
  static var statePrecision: Self {
    let forms = "float32, bfloat16 or bfloat16:SEED"
    return Self(placeholder: "PRECISION", requirement: forms) { StatePrecision($0) }
  }
}

extension ValueRule<UInt64> {
  /// A seed: any number of 64 bits.
  package static var seed: Self {
    Self(placeholder: "NUMBER", requirement: "a whole number in 0...\(UInt64.max)") { UInt64($0) }
  }
}

extension ValueRule<Double> {
  /// A finite number of a range.
  package static func number(in range: some RangeExpression<Double> & Sendable) -> Self {
    // A range without an end prints as a struct; people write it with dots.
    let bounds = (range as? PartialRangeFrom<Double>).map { "\($0.lowerBound)..." } ?? "\(range)"
    return Self(placeholder: "NUMBER", requirement: "a number in \(bounds)") { text in
      if let problem = problem(ofNumber: text) { throw UsageError(problem) }
      return finiteNumber(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension ValueRule<String> {
  /// Any text that is not empty.
  ///
  /// - Parameter placeholder: what stands for the text in the help.
  /// - Returns: the rule.
  package static func text(_ placeholder: String) -> Self {
    Self(placeholder: placeholder, requirement: "given") { $0.isEmpty ? nil : $0 }
  }
}

extension ValueRule
where Value: CaseIterable & RawRepresentable & Sendable, Value.RawValue == String {
  /// One of the names of an enumeration, in any case.
  package static var choice: Self { Self(oneOf: Array(Value.allCases)) { $0.rawValue } }
}

/// What is the matter with a number that the arrays of an optimizer can't hold; nil for any other text.
func problem(ofNumber text: String) -> String? {
  guard let number = Double(text), !number.isNaN, text.contains(where: \.isNumber)
  else { return nil }
  // What not even 64 bits hold is no nearer to 0 than the smallest number.
  let isZero = number == 0 && finiteNumber(text) != nil
  return problem(of: number == 0 && !isZero ? .leastNonzeroMagnitude : number, as: text)
}
