import Optimization

/// Reads what formulas print.
///
/// ```text
/// sum       product (('+' | '−') product)*
/// product   power (('·' | '/') power)*
/// power     '−' power | primary ('^' power)?
/// primary   number | symbol | name '(' sum (',' sum)* ')' | '√' primary | '(' sum ')'
///           | '[' sum ('=' | '≠' | '<' | '>' | '≤' | '≥') sum ']'
/// ```
struct FormulaParser {
  /// Why a text is no formula.
  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  private let text: String
  private let symbols: [String: Formula.Symbol]
  private let characters: [Character]
  private var position = 0

  private init(_ text: String, _ symbols: [String: Formula.Symbol]) {
    self.text = text
    self.symbols = symbols
    characters = text.filter { $0 != " " }
  }

  /// Reads a formula to its end.
  ///
  /// - Parameters:
  ///   - text: what a formula prints.
  ///   - symbols: what the names in it mean; others are symbols of nobody in particular.
  /// - Returns: a formula, in which nothing is folded.
  /// - Throws: `Mistake` where the text is no formula.
  static func parse(
    _ text: String, symbols: Set<Formula.Symbol> = []
  ) throws(Mistake) -> Formula {
    let names = Dictionary(symbols.map { ($0.name, $0) }) { first, _ in first }
    var parser = FormulaParser(text, names)
    let formula = try parser.sum()
    guard parser.next == nil else { throw parser.mistake("an end is missing") }
    return formula
  }

  private var next: Character? {
    position < characters.count ? characters[position] : nil
  }

  private func mistake(_ reason: String) -> Mistake {
    let rest = String(characters.dropFirst(position))
    return Mistake(description: "\(reason) before “\(rest)” in: \(text)")
  }

  private mutating func take(_ options: String) -> Character? {
    guard let character = next, options.contains(character) else { return nil }
    position += 1
    return character
  }

  private mutating func expect(_ character: Character) throws(Mistake) {
    guard take(String(character)) != nil else { throw mistake("\(character) is missing") }
  }

  private mutating func takeWhile(_ belongs: (Character) -> Bool) -> String {
    let start = position
    while let character = next, belongs(character) { position += 1 }
    return String(characters[start..<position])
  }
}

extension FormulaParser {
  private mutating func sum() throws(Mistake) -> Formula {
    var result = try product()
    while let sign = take("+−") {
      result = .operation(sign == "+" ? .plus : .minus, result, try product())
    }
    return result
  }

  private mutating func product() throws(Mistake) -> Formula {
    var result = try power()
    while let sign = take("·/") {
      result = .operation(sign == "·" ? .times : .over, result, try power())
    }
    return result
  }

  private mutating func power() throws(Mistake) -> Formula {
    if take("−") != nil { return .operation(.minus, 0, try power()) }
    let base = try primary()
    return take("^") == nil ? base : .operation(.power, base, try power())
  }

  private mutating func primary() throws(Mistake) -> Formula {
    if take("√") != nil { return .root(try primary()) }
    if take("(") != nil {
      let inner = try sum()
      try expect(")")
      return inner
    }
    if take("[") != nil { return try condition() }
    if next?.isNumber == true { return try number() }
    if take("∞") != nil { return Formula(.infinity) }
    let name = takeWhile { $0.isLetter || $0.isNumber || $0 == "′" || $0 == "_" }
    if name.isEmpty { throw mistake("a value is missing") }
    guard take("(") != nil else {
      return name == "π" ? .π : .symbol(symbols[name] ?? Formula.Symbol(name))
    }
    var arguments = [try sum()]
    while take(",") != nil { arguments.append(try sum()) }
    try expect(")")
    return .call(Formula.Function(name, isMeasured: false), arguments)
  }

  private mutating func condition() throws(Mistake) -> Formula {
    let left = try sum()
    guard let sign = take("=≠<>≤≥"), let relation = Formula.Relation(rawValue: String(sign)) else {
      throw mistake("a relation is missing")
    }
    let right = try sum()
    try expect("]")
    return .condition(relation, left, right)
  }

  private mutating func number() throws(Mistake) -> Formula {
    var digits = takeWhile { $0.isASCII && ($0.isNumber || $0 == ".") }
    if take("e") != nil {
      digits += "e" + (take("+-").map(String.init) ?? "") + takeWhile(\.isNumber)
    }
    guard let value = Double(digits) else { throw mistake("\(digits) is not a number") }
    return Formula(value)
  }
}
