extension JSONScanner {
  /// Reads a text in quotation marks: UTF-8 with the escapes of JSON.
  mutating func text() throws(JSONError) -> String {
    try take("\"")
    let start = position
    skipPlain()
    // Nothing is copied byte by byte where there is no escape.
    let plain = bytes(start..<position)
    if takesNext("\"" as Unicode.Scalar) { return try string(of: plain) }
    var parts = Array(plain)
    while let byte = takeNext() {
      switch byte {
      case UInt8(ascii: "\""): return try string(of: parts[...])
      case UInt8(ascii: "\\"): parts += String(try escaped()).utf8
      default: throw problem("a text can't hold control characters")
      }
      let start = position
      skipPlain()
      parts += bytes(start..<position)
    }
    throw problem("a text does not end")
  }

  /// Passes over what stands for itself in a text.
  private mutating func skipPlain() {
    while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      position += 1
    }
  }

  private func string(of bytes: ArraySlice<UInt8>) throws(JSONError) -> String {
    guard let text = try? UTF8Span(validating: bytes.span) else {
      throw problem("the text before is not valid UTF-8")
    }
    return String(copying: text)
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
