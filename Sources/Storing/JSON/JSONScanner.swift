/// Reads JSON from front to back, strictly: what follows is taken only where it is what was asked for.
///
/// A general reader would take one of two fields of the same name without a word, and nest as deep as
/// the file says.
struct JSONScanner {
  /// What is read, and where it ends.
  private let bytes: [UInt8]
  private let end: Int

  /// The position of the first byte that has not been read yet.
  var position: Int

  /// Begins to read.
  ///
  /// - Parameters:
  ///   - bytes: what is read.
  ///   - range: which of them; left out, all.
  init(_ bytes: [UInt8], in range: Range<Int>? = nil) {
    self.bytes = bytes
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
  }
}

extension JSONScanner {
  /// The next byte, or nil at the end.
  var next: UInt8? { position < end ? bytes[position] : nil }

  /// The number of bytes that have not been read yet.
  var count: Int { end - position }

  /// The bytes of some positions.
  func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  /// Takes the next byte, or nil at the end.
  mutating func takeNext() -> UInt8? {
    guard let byte = next else { return nil }
    position += 1
    return byte
  }

  /// Takes some bytes where they are the next ones.
  mutating func takesNext(_ word: String) -> Bool {
    guard bytes[position..<end].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// Takes a character that must stand here.
  mutating func take(_ character: Unicode.Scalar) throws(JSONError) {
    guard takes(character) else { throw problem("\(character) must stand here") }
  }

  /// Takes a character where it stands here.
  mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    return takesNext(character)
  }

  /// Takes a character where it is the next one, spaces counted.
  mutating func takesNext(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Reads an object whose field names differ.
  ///
  /// - Parameters:
  ///   - owner: what the object is, for messages.
  ///   - read: reads the value of a field, and says whether the name is new.
  /// - Throws: `JSONError` where something else stands here, or a name comes twice.
  mutating func forEachField(
    of owner: @autoclosure () -> String,
    _ read: (inout JSONScanner, String) throws(JSONError) -> Bool
  ) throws(JSONError) {
    try take("{")
    if takes("}") { return }
    repeat {
      let name = try text()
      try take(":")
      guard try read(&self, name) else {
        throw JSONError("\(owner()): \(String(reflecting: name)) is given twice")
      }
    } while takes(",")
    try take("}")
  }

  /// Reads a list.
  ///
  /// - Parameter read: reads an element.
  /// - Throws: `JSONError` where something else stands here.
  mutating func forEachElement(
    _ read: (inout JSONScanner) throws(JSONError) -> Void
  ) throws(JSONError) {
    try take("[")
    if takes("]") { return }
    repeat { try read(&self) } while takes(",")
    try take("]")
  }

  /// Passes over a value of any kind, however deep it is nested.
  ///
  /// - Throws: `JSONError` where brackets or a text don't end.
  mutating func skipValue() throws(JSONError) {
    var depth = 0
    repeat {
      skipSpace()
      switch next {
      case nil: throw problem("a value does not end")
      case UInt8(ascii: "\""): _ = try text()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        position += 1
      default:
        let start = position
        while let byte = next, !"\"{}[], \t\n\r".utf8.contains(byte) { position += 1 }
        // A comma that separates nothing here.
        if position == start {
          guard depth > 0 else { throw problem("a value must stand here") }
          position += 1
        }
      }
    } while depth > 0
  }

  /// Takes decimal digits, as many as stand here.
  mutating func digits() -> ArraySlice<UInt8> {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return bytes(start..<position)
  }

  /// Throws unless everything has been read.
  mutating func finish() throws(JSONError) {
    skipSpace()
    guard position == end else { throw problem("nothing but spaces can follow") }
  }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  /// What is wrong at this place, or at an earlier one.
  func problem(_ text: String, at place: Int? = nil) -> JSONError {
    JSONError("at byte \(place ?? position): \(text)")
  }
}
