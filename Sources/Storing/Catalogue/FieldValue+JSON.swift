/// How deep lists and objects may nest in data.
///
/// A wrapper in a wrapper in a wrapper needs half of it. A file that goes on would use up the stack; and
/// the formula of ten cautious decays, one around the other, has 2¹⁰ conditions.
private let deepestLevel = 12

extension FieldValue {
  /// The value that a JSON text says.
  ///
  /// - Parameter json: the text.
  /// - Throws: `RecipeError` where the text is no JSON, a name comes twice in an object, a number is
  ///   beyond a `Double`, or it nests too deep; it completes "the text is …".
  package init(json: String) throws(RecipeError) {
    var scanner = JSONScanner(Array(json.utf8))
    do {
      self = try scanner.value(level: 0)
      try scanner.finish()
    } catch { throw RecipeError("no JSON: \(error.description)") }
  }
}

extension JSONScanner {
  fileprivate mutating func value(level: Int) throws(JSONError) -> FieldValue {
    skipSpace()
    guard level <= deepestLevel else {
      throw problem("lists and objects can't nest deeper than \(deepestLevel) levels")
    }
    switch next {
    case UInt8(ascii: "{"):
      var fields: [String: FieldValue] = [:]
      try forEachField(of: "an object") { scanner, name throws(JSONError) in
        fields.updateValue(try scanner.value(level: level + 1), forKey: name) == nil
      }
      return .object(fields)
    case UInt8(ascii: "["):
      var list: [FieldValue] = []
      try forEachElement { scanner throws(JSONError) in
        list.append(try scanner.value(level: level + 1))
      }
      return .list(list)
    case UInt8(ascii: "\""): return .text(try text())
    default:
      if let word = word() { return word }
      return try number()
    }
  }

  private mutating func word() -> FieldValue? {
    let words: [(String, FieldValue)] = [
      ("true", .flag(true)), ("false", .flag(false)), ("null", .null),
    ]
    for (word, value) in words where takesNext(word) { return value }
    return nil
  }

  private mutating func number() throws(JSONError) -> FieldValue {
    let start = self
    _ = takesNext("-")
    let whole = digits()
    var isNumber = !whole.isEmpty && (whole.first != UInt8(ascii: "0") || whole.count == 1)
    if takesNext(".") { isNumber = isNumber && !digits().isEmpty }
    if takesNext("e") || takesNext("E") {
      _ = takesNext("+") || takesNext("-")
      isNumber = isNumber && !digits().isEmpty
    }
    guard isNumber else {
      for (word, text) in ["NaN": "nan", "Infinity": "inf"] where takesNext(word) {
        throw start.problem("JSON has no \(word); where one can be, it is \"\(text)\"")
      }
      throw start.problem("a value must stand here")
    }
    let text = String(decoding: bytes(start.position..<position), as: UTF8.self)
    if let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw start.problem("the number is too large")
    }
    guard let number = finiteNumber(text) else {
      throw start.problem("the number is too small; the smallest above 0 is 5e-324")
    }
    return Int(exactly: number).map { .integer($0) } ?? .number(number)
  }
}
