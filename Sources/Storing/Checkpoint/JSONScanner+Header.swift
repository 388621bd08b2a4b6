extension JSONScanner {
  /// Reads the header of a safetensors file: JSON; what is not asked for here is passed over.
  ///
  /// - Returns: the texts, all arrays in the order of the file, and where each stands among them.
  mutating func header() throws(JSONError) -> (
    metadata: [String: String], arrays: [(name: String, entry: SafeTensors.Entry)],
    positions: [String: Int]
  ) {
    var metadata: [String: String]?
    var arrays: [(name: String, entry: SafeTensors.Entry)] = []
    var positions: [String: Int] = [:]
    // An array takes 64 bytes of the header and more.
    arrays.reserveCapacity(count / 64)
    positions.reserveCapacity(count / 64)
    try forEachField(of: "the header") { scanner, name throws(JSONError) in
      if name == "__metadata__" {
        let isNew = metadata == nil
        scanner.skipSpace()
        metadata = try scanner.takesNext("null") ? [:] : scanner.texts(of: name)
        return isNew
      }
      arrays.append((name, try scanner.entry(name)))
      return positions.updateValue(arrays.count - 1, forKey: name) == nil
    }
    try finish()
    return (metadata ?? [:], arrays, positions)
  }

  /// The texts of an object; what is no text is passed over.
  private mutating func texts(of owner: String) throws(JSONError) -> [String: String] {
    var texts: [String: String] = [:]
    try forEachField(of: owner) { scanner, key throws(JSONError) in
      scanner.skipSpace()
      guard scanner.next == UInt8(ascii: "\"") else {
        try scanner.skipValue()
        return true
      }
      return texts.updateValue(try scanner.text(), forKey: key) == nil
    }
    return texts
  }

  private mutating func entry(_ name: String) throws(JSONError) -> SafeTensors.Entry {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    func problem(_ text: String) -> JSONError { JSONError("\(String(reflecting: name)): \(text)") }
    try forEachField(of: String(reflecting: name)) { scanner, key throws(JSONError) in
      switch key {
      case "dtype":
        let isNew = typeName == nil
        typeName = try scanner.text()
        return isNew
      case "shape":
        let isNew = shape == nil
        shape = try scanner.sizes()
        return isNew
      case "data_offsets":
        let isNew = offsets == nil
        offsets = try scanner.sizes()
        return isNew
      default:
        try scanner.skipValue()
        return true
      }
    }
    guard let typeName, let shape, let offsets else {
      throw problem("dtype, shape and data_offsets must be given")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw problem("data_offsets \(offsets) are no range")
    }
    // Of a type that nobody here knows, only who asks for the array can say something.
    let type = ElementType.named[typeName]
    guard type.map({ byteCount(of: shape, $0) == offsets[1] - offsets[0] }) ?? true else {
      throw problem(
        "data_offsets \(offsets) do not fit \(typeName) of the shape \(shape)")
    }
    return SafeTensors.Entry(
      type: type, typeName: typeName, shape: shape, range: offsets[0]..<offsets[1])
  }

  private mutating func sizes() throws(JSONError) -> [Int] {
    var sizes: [Int] = []
    try forEachElement { scanner throws(JSONError) in sizes.append(try scanner.size()) }
    return sizes
  }

  /// Reads a whole number that is not negative.
  mutating func size() throws(JSONError) -> Int {
    skipSpace()
    let start = position
    let startsWithZero = next == UInt8(ascii: "0")
    var size = 0
    while let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
      let (tens, isTooLarge) = size.multipliedReportingOverflow(by: 10)
      let (sum, isTooLargeStill) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      if isTooLarge || isTooLargeStill { throw problem("the number is too large", at: start) }
      size = sum
      position += 1
    }
    guard position > start, !startsWithZero || position == start + 1 else {
      throw problem("a whole number must stand here", at: start)
    }
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
