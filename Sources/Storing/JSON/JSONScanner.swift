/// Reads JSON from front to back, strictly: what follows is taken only where it is what was asked for.
///
/// A general reader would take one of two fields of the same name without a word, and nest as deep as
/// the file says.
struct JSONScanner {
  /// What has not been read yet.
  var rest: ArraySlice<UInt8>

  /// Begins to read.
  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

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
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  /// Reads an object whose field names differ.
  ///
  /// - Parameters:
  ///   - owner: what the object is, for messages.
  ///   - read: reads the value of a field.
  /// - Throws: `JSONError` where something else stands here, or a name comes twice.
  mutating func forEachField(
    of owner: String, _ read: (inout JSONScanner, String) throws(JSONError) -> Void
  ) throws(JSONError) {
    try take("{")
    if takes("}") { return }
    var names: Set<String> = []
    repeat {
      let name = try text()
      guard names.insert(name).inserted else {
        throw JSONError("\(owner): \(String(reflecting: name)) is given twice")
      }
      try take(":")
      try read(&self, name)
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

  /// Takes decimal digits, as many as stand here.
  mutating func digits() -> ArraySlice<UInt8> {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest.dropFirst(digits.count)
    return digits
  }

  /// Throws unless everything has been read.
  mutating func end() throws(JSONError) {
    skipSpace()
    guard rest.isEmpty else { throw problem("nothing but spaces can follow") }
  }

  mutating func skipSpace() {
    rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  /// What is wrong at this place.
  func problem(_ text: String) -> JSONError {
    JSONError("at byte \(rest.startIndex): \(text)")
  }
}
