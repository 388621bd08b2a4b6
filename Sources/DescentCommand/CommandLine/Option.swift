import Optimization

/// A flag with a value, declared once for the parser and the help: `--seeds 5`.
package struct Option<Value: Sendable>: Sendable {
  /// The name, without dashes.
  package let name: String

  /// What a value must be.
  package let rule: ValueRule<Value>

  /// The value where the flag is not given; nil says that there is none.
  package let defaultValue: Value?

  /// Whether the flag may be given several times.
  package let repeats: Bool

  /// One sentence for the help, without a full stop.
  package let help: String

  /// Declares a flag.
  ///
  /// - Parameters:
  ///   - name: the name, without dashes.
  ///   - rule: what a value must be.
  ///   - defaultValue: the value where the flag is not given.
  ///   - repeats: whether the flag may be given several times.
  ///   - help: one sentence, without a full stop.
  package init(
    _ name: String, _ rule: ValueRule<Value>, default defaultValue: Value? = nil,
    repeats: Bool = false, help: String
  ) {
    self.name = name
    self.rule = rule
    self.defaultValue = defaultValue
    self.repeats = repeats
    self.help = help
  }
}

/// A flag without a value, declared once for the parser and the help: `--json`.
package struct Switch: Sendable {
  /// The name, without dashes.
  package let name: String

  /// One sentence for the help, without a full stop.
  package let help: String

  /// Declares a flag.
  ///
  /// - Parameters:
  ///   - name: the name, without dashes.
  ///   - help: one sentence, without a full stop.
  package init(_ name: String, help: String) {
    self.name = name
    self.help = help
  }
}

/// A word without dashes, declared once for the parser and the help: `descent explain adamw`.
package struct Positional: Sendable {
  /// What stands for the word in the help, in capitals.
  package let placeholder: String

  /// Whether there may be several of them.
  package let repeats: Bool

  /// One sentence for the help, without a full stop.
  package let help: String

  /// Declares a word.
  ///
  /// - Parameters:
  ///   - placeholder: what stands for the word in the help.
  ///   - repeats: whether there may be several of them.
  ///   - help: one sentence, without a full stop.
  package init(_ placeholder: String, repeats: Bool = false, help: String) {
    self.placeholder = placeholder
    self.repeats = repeats
    self.help = help
  }
}

/// Options that several commands share; its stored properties are found like those of a command.
package protocol OptionGroup: Sendable {}

/// What the parser and the help need of any flag.
package protocol Declaration: Sendable {
  /// The name, without dashes.
  var name: String { get }
  /// What stands for the value in the help; nil where the flag takes none.
  var placeholder: String? { get }
  /// One sentence for the help.
  var help: String { get }
  /// The default, as the help prints it.
  var printedDefault: String? { get }
  /// Whether it may be given several times.
  var repeats: Bool { get }
  /// Reads a value.
  ///
  /// - Throws: `UsageError` where the text breaks the flag's rule.
  func parse(_ text: String) throws(UsageError) -> any Sendable
}

extension Option: Declaration {
  /// What stands for the value in the help.
  package var placeholder: String? { rule.placeholder }

  /// The default, as it would be typed.
  package var printedDefault: String? {
    switch defaultValue {
    case nil: nil
    case let value as any RawRepresentable<String>: value.rawValue
    case let value?: "\(value)"
    }
  }

  /// Reads a value.
  package func parse(_ text: String) throws(UsageError) -> any Sendable {
    do {
      if let value = try rule.value(text) { return value }
    } catch {
      throw UsageError("--\(name): \(error)")
    }
    let hint = suggestion(for: text, among: rule.names).map { "; did you mean \($0)?" } ?? ""
    throw UsageError("--\(name) must be \(rule.requirement), but is \"\(text)\"\(hint)")
  }
}

extension Switch: Declaration {
  /// Nothing: the flag takes no value.
  package var placeholder: String? { nil }
  /// Nothing: a flag is off where it isn't given.
  package var printedDefault: String? { nil }
  /// Once is enough.
  package var repeats: Bool { false }

  /// A flag that is given is on.
  package func parse(_ text: String) throws(UsageError) -> any Sendable { true }
}
