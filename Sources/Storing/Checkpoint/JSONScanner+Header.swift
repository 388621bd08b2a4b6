extension JSONScanner {
  /// Reads the header of a safetensors file: JSON, but strictly what the format has.
  mutating func header() throws(JSONError) -> (
    metadata: [String: String], entries: [String: SafeTensors.Entry]
  ) {
    var metadata: [String: String] = [:]
    var entries: [String: SafeTensors.Entry] = [:]
    try forEachField(of: "the header") { scanner, name throws(JSONError) in
      if name == "__metadata__" {
        try scanner.forEachField(of: name) { scanner, key throws(JSONError) in
          metadata[key] = try scanner.text()
        }
      } else {
        entries[name] = try scanner.entry(String(reflecting: name))
      }
    }
    try end()
    return (metadata, entries)
  }

  private mutating func entry(_ name: String) throws(JSONError) -> SafeTensors.Entry {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    try forEachField(of: name) { scanner, key throws(JSONError) in
      switch key {
      case "dtype": typeName = try scanner.text()
      case "shape": shape = try scanner.sizes()
      case "data_offsets": offsets = try scanner.sizes()
      default: throw JSONError("\(name): there is no field \(String(reflecting: key))")
      }
    }
    guard let typeName, let shape, let offsets else {
      throw JSONError("\(name): dtype, shape and data_offsets must be given")
    }
    guard let type = ElementType(rawValue: typeName) else {
      throw JSONError("\(name): there is no dtype \(String(reflecting: typeName))")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw JSONError("\(name): data_offsets \(offsets) are no range")
    }
    guard byteCount(of: shape, type) == offsets[1] - offsets[0] else {
      throw JSONError(
        "\(name): data_offsets \(offsets) do not fit \(typeName) of the shape \(shape)")
    }
    return SafeTensors.Entry(type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  private mutating func sizes() throws(JSONError) -> [Int] {
    var sizes: [Int] = []
    try forEachElement { scanner throws(JSONError) in sizes.append(try scanner.size()) }
    return sizes
  }

  private mutating func size() throws(JSONError) -> Int {
    skipSpace()
    var ahead = self
    let digits = ahead.digits()
    guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else {
      throw problem("a whole number must stand here")
    }
    guard let size = Int(String(decoding: digits, as: UTF8.self)) else {
      throw problem("the number is too large")
    }
    self = ahead
    return size
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
