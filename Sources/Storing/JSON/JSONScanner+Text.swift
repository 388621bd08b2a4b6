extension JSONScanner {
  /// Reads a text in quotation marks: UTF-8 with the escapes of JSON.
  mutating func text() throws(JSONError) -> String {
    try take("\"")
    // Nothing is copied byte by byte where there is no escape.
    var parts: [UInt8] = []
    var start = position
    while let byte = takeNext() {
      switch byte {
      case UInt8(ascii: "\""):
        let last = bytes(start..<(position - 1))
        let text =
          parts.isEmpty
          ? String(validating: last, as: UTF8.self)
          : String(validating: parts + last, as: UTF8.self)
        guard let text else {
          throw problem("the text before is not valid UTF-8")
        }
        return text
      case UInt8(ascii: "\\"):
        parts += bytes(start..<(position - 1))
        parts += String(try escaped()).utf8
        start = position
      case ..<0x20: throw problem("a text can't hold control characters")
      default: continue
      }
    }
    throw problem("a text does not end")
  }

  /// Reads what stands behind a backslash.
  private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
    switch takeNext() {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw problem("there is no such escape")
    }
  }

  /// Reads four hexadecimal digits, or two times four for a character beyond them.
  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let high = try hexadecimal()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, takeNext() == UInt8(ascii: "\\"),
      takeNext() == UInt8(ascii: "u")
    else { throw problem("half of a surrogate pair stands alone") }
    let low = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw problem("half of a surrogate pair stands alone") }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var number: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = takeNext(), byte < 0x80,
        let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { throw problem("four hexadecimal digits must stand here") }
      number = number << 4 | UInt32(digit)
    }
    return number
  }
}
