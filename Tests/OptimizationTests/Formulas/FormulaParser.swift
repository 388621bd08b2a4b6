/// Reads expressions.
package struct FormulaParser {
  private let text: String
  private let characters: [Character]
  private var position = 0

  private init(_ text: String) {
    self.text = text
    characters = text.filter { $0 != " " }
  }

  /// Reads an expression to its end.
  package static func parse(_ text: String) throws(FormulaError) -> Formula {
    var parser = FormulaParser(text)
    let expression = try parser.sum()
    guard parser.next == nil else { throw parser.error("an end is missing") }
    return expression
  }

  private var next: Character? {
    position < characters.count ? characters[position] : nil
  }

  private func error(_ reason: String) -> FormulaError {
    let rest = String(characters.dropFirst(position))
    return FormulaError("\(reason) before “\(rest)”", in: text)
  }

  private mutating func take(_ options: String) -> Character? {
    guard let character = next, options.contains(character) else { return nil }
    position += 1
    return character
  }

  private mutating func expect(_ character: Character) throws(FormulaError) {
    guard take(String(character)) != nil else { throw error("\(character) is missing") }
  }

  private mutating func takeWhile(_ belongs: (Character) -> Bool) -> String {
    let start = position
    while let character = next, belongs(character) { position += 1 }
    return String(characters[start..<position])
  }
}

extension FormulaParser {
  private mutating func sum() throws(FormulaError) -> Formula {
    var result = try product()
    while let sign = take("+−-") {
      result = .binary(sign == "-" ? "−" : sign, result, try product())
    }
    return result
  }

  private mutating func product() throws(FormulaError) -> Formula {
    var result = try power()
    while let sign = take("·/") { result = .binary(sign, result, try power()) }
    return result
  }

  private mutating func power() throws(FormulaError) -> Formula {
    if take("−-") != nil { return .negative(try power()) }
    let base = try primary()
    return take("^") == nil ? base : .binary("^", base, try power())
  }

  private mutating func primary() throws(FormulaError) -> Formula {
    if take("√") != nil { return .call("√", [try primary()]) }
    if take("(") != nil {
      let inner = try sum()
      try expect(")")
      return inner
    }
    if take("[") != nil { return try condition() }
    if next?.isNumber == true { return try number() }
    if take("∞") != nil { return .symbol("∞") }
    let name = takeWhile { $0.isLetter || $0.isNumber || $0 == "′" || $0 == "_" }
    if name.isEmpty { throw error("a value is missing") }
    guard take("(") != nil else { return .symbol(name) }
    var arguments = [try sum()]
    while take(",") != nil { arguments.append(try sum()) }
    try expect(")")
    return .call(name, arguments)
  }

  private mutating func condition() throws(FormulaError) -> Formula {
    var parts = [try sum()]
    var relations: [Character] = []
    while let relation = take("=≠<>≤≥") {
      relations.append(relation)
      parts.append(try sum())
    }
    if relations.isEmpty { throw error("a relation is missing") }
    try expect("]")
    return .condition(parts, relations: relations)
  }

  private mutating func number() throws(FormulaError) -> Formula {
    var digits = takeWhile { $0.isASCII && ($0.isNumber || $0 == ".") }
    if take("e") != nil {
      digits += "e" + (take("+-").map(String.init) ?? "") + takeWhile(\.isNumber)
    }
    guard let value = Double(digits) else { throw error("\(digits) is not a number") }
    return .number(value)
  }
}
