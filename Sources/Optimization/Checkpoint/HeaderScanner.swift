/// Reads the header of a safetensors file: JSON, but strictly what the format has.
///
/// A general JSON reader would take one of two fields of the same name without a word, and nest as
/// deep as the file says.
struct HeaderScanner {
  var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// Reads the whole header.
  mutating func header() throws(SafeTensorsError) -> (
    metadata: [String: String], entries: [String: SafeTensors.Entry]
  ) {
    var metadata: [String: String] = [:]
    var entries: [String: SafeTensors.Entry] = [:]
    try forEachField(of: "the header") { scanner, name throws(SafeTensorsError) in
      if name == "__metadata__" {
        try scanner.forEachField(of: name) { scanner, key throws(SafeTensorsError) in
          metadata[key] = try scanner.text()
        }
      } else {
        entries[name] = try scanner.entry(String(reflecting: name))
      }
    }
    skipSpace()
    guard rest.isEmpty else { throw problem("nothing but spaces can follow the object") }
    return (metadata, entries)
  }

  private mutating func entry(_ name: String) throws(SafeTensorsError) -> SafeTensors.Entry {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    try forEachField(of: name) { scanner, key throws(SafeTensorsError) in
      switch key {
      case "dtype": typeName = try scanner.text()
      case "shape": shape = try scanner.numbers()
      case "data_offsets": offsets = try scanner.numbers()
      default: throw SafeTensorsError("\(name): there is no field \(String(reflecting: key))")
      }
    }
    guard let typeName, let shape, let offsets else {
      throw SafeTensorsError("\(name): dtype, shape and data_offsets must be given")
    }
    guard let type = ElementType(rawValue: typeName) else {
      throw SafeTensorsError("\(name): there is no dtype \(String(reflecting: typeName))")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw SafeTensorsError("\(name): data_offsets \(offsets) are no range")
    }
    guard byteCount(of: shape, type) == offsets[1] - offsets[0] else {
      throw SafeTensorsError(
        "\(name): data_offsets \(offsets) do not fit \(typeName) of the shape \(shape)")
    }
    return SafeTensors.Entry(type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  /// Reads an object whose field names differ.
  private mutating func forEachField(
    of owner: String,
    _ read: (inout HeaderScanner, String) throws(SafeTensorsError) -> Void
  ) throws(SafeTensorsError) {
    try take("{")
    if takes("}") { return }
    var names: Set<String> = []
    repeat {
      let name = try text()
      guard names.insert(name).inserted else {
        throw SafeTensorsError("\(owner): \(String(reflecting: name)) is given twice")
      }
      try take(":")
      try read(&self, name)
    } while takes(",")
    try take("}")
  }

  private mutating func numbers() throws(SafeTensorsError) -> [Int] {
    try take("[")
    if takes("]") { return [] }
    var numbers: [Int] = []
    repeat { numbers.append(try number()) } while takes(",")
    try take("]")
    return numbers
  }

  private mutating func number() throws(SafeTensorsError) -> Int {
    skipSpace()
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else {
      throw problem("a whole number must stand here")
    }
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
      throw problem("the number is too large")
    }
    rest = rest.dropFirst(digits.count)
    return number
  }
}

extension HeaderScanner {
  /// Takes a character that must stand here.
  mutating func take(_ character: Unicode.Scalar) throws(SafeTensorsError) {
    guard takes(character) else { throw problem("\(character) must stand here") }
  }

  /// Takes a character where it stands here.
  mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func skipSpace() {
    rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  /// What is wrong at this place.
  func problem(_ text: String) -> SafeTensorsError {
    SafeTensorsError("the header, at byte \(rest.startIndex) of the file: \(text)")
  }
}

/// The number of bytes of an array, or nil where it is beyond any memory.
private func byteCount(of shape: [Int], _ type: ElementType) -> Int? {
  shape.reduce(Optional(type.size)) { total, extent in
    guard let total else { return nil }
    let (result, overflows) = total.multipliedReportingOverflow(by: extent)
    return overflows ? nil : result
  }
}
