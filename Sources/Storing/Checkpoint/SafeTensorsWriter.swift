import Kernels

/// Collects arrays and texts, and makes a safetensors file of them: the same bytes for the same
/// contents, in whatever order they come.
///
/// Arrays of eight-byte numbers come before those of four, and those before those of two, each sorted by
/// name, and the header is filled with spaces to a multiple of eight bytes: every element lies at a multiple
/// of its size, as the format asks. The first text is a fingerprint, by which a damaged file is told.
package struct SafeTensorsWriter {
  /// The texts under `__metadata__`.
  package var metadata: [String: String] = [:]

  private var arrays: [(name: String, shape: [Int], elements: CheckpointElements)] = []

  /// Creates a file without arrays.
  package init() {}

  /// Adds an array.
  ///
  /// - Parameters:
  ///   - name: the name, not given before.
  ///   - shape: the extent of each axis; empty for a single number.
  ///   - elements: row-major, one for each element of the shape.
  package mutating func add(_ name: String, shape: [Int], _ elements: CheckpointElements) {
    require(
      shape.reduce(1, *) == elements.count,
      "\(name): the shape \(shape) does not fit \(elements.count) elements")
    arrays.append((name, shape, elements))
  }

  /// The bytes of the file.
  ///
  /// - Throws: `SafeTensorsError` where two arrays have one name, or one has that of the texts.
  package func bytes() throws(SafeTensorsError) -> [UInt8] {
    let order = try order()
    let header = header(order)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(order.reduce(8 + header.count) { $0 + arrays[$1].elements.byteCount })
    append([UInt64(header.count)], to: &bytes) { $0 }
    bytes += header
    let start = bytes.count
    for index in order {
      switch arrays[index].elements {
      case .brains(let numbers): append(numbers, to: &bytes) { $0 }
      case .singles(let numbers): append(numbers, to: &bytes) { $0.bitPattern }
      case .doubles(let numbers): append(numbers, to: &bytes) { $0.bitPattern }
      case .integers(let numbers): append(numbers, to: &bytes) { $0 }
      }
    }
    let digits = Fingerprint.digits(
      arrays: bytes.span.extracting(start...), metadata: metadata)
    let place = 8 + headerStart.count
    bytes.replaceSubrange(place..<(place + Fingerprint.width), with: digits.utf8)
    return bytes
  }

  /// The arrays in the order of the file.
  private func order() throws(SafeTensorsError) -> [Int] {
    let sorted = arrays.indices.sorted { arrays[$0].name < arrays[$1].name }
    var last: String?
    for index in sorted {
      let name = arrays[index].name
      guard name != last, name != "__metadata__" else {
        throw SafeTensorsError("two arrays would be called \(String(reflecting: name))")
      }
      last = name
    }
    return [8, 4, 2].flatMap { size in
      sorted.filter { arrays[$0].elements.type.size == size }
    }
  }

  /// The header of the arrays, filled with spaces, with room for the fingerprint.
  private func header(_ order: [Int]) -> [UInt8] {
    var header = headerStart + Array(repeating: UInt8(ascii: "0"), count: Fingerprint.width)
    header.append(UInt8(ascii: "\""))
    for (key, text) in metadata.sorted(by: { $0.key < $1.key }) {
      header.append(UInt8(ascii: ","))
      append(quoted: key, to: &header)
      header.append(UInt8(ascii: ":"))
      append(quoted: text, to: &header)
    }
    header += "},".utf8
    // Arrays, because the bytes of a text are appended one by one.
    let (type, shape) = (Array(":{\"dtype\":\"".utf8), Array("\",\"shape\":[".utf8))
    let (offsets, end) = (Array("],\"data_offsets\":[".utf8), Array("]},".utf8))
    var start = 0
    for index in order {
      let array = arrays[index]
      append(quoted: array.name, to: &header)
      header += type
      header += array.elements.type.rawValue.utf8
      header += shape
      for (axis, extent) in array.shape.enumerated() {
        if axis > 0 { header.append(UInt8(ascii: ",")) }
        append(digitsOf: extent, to: &header)
      }
      header += offsets
      append(digitsOf: start, to: &header)
      header.append(UInt8(ascii: ","))
      start += array.elements.byteCount
      append(digitsOf: start, to: &header)
      header += end
    }
    if header.last == UInt8(ascii: ",") { header.removeLast() }
    header.append(UInt8(ascii: "}"))
    return header + Array(repeating: 0x20, count: -header.count & 7)
  }
}

/// What stands before the digits of the fingerprint.
private let headerStart = Array("{\"__metadata__\":{\"\(Fingerprint.key)\":\"".utf8)

extension CheckpointElements {
  /// The number of bytes in the file.
  fileprivate var byteCount: Int { count * type.size }
}

/// Appends the bytes of the patterns of numbers, the lowest first.
private func append<Number, Pattern: FixedWidthInteger & BitwiseCopyable>(
  _ numbers: [Number], to bytes: inout [UInt8], _ pattern: (Number) -> Pattern
) {
  let patterns = numbers.map { pattern($0).littleEndian }
  // All at once: one by one, bytes take ten times as long.
  unsafe patterns.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
}

/// Appends the decimal digits of a number that is not negative.
func append(digitsOf number: Int, to bytes: inout [UInt8]) {
  if number > 9 { append(digitsOf: number / 10, to: &bytes) }
  bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
}

/// Appends a text as JSON has it.
func append(quoted text: String, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\""))
  let start = bytes.count
  bytes += text.utf8
  // Plain texts, which most are, are looked over where they stand.
  if (start..<bytes.count).contains(where: { mustBeEscaped(bytes[$0]) }) {
    bytes.removeSubrange(start...)
    for byte in text.utf8 {
      if !mustBeEscaped(byte) {
        bytes.append(byte)
      } else if byte >= 0x20 {
        bytes += [UInt8(ascii: "\\"), byte]
      } else {
        let digits = String(byte, radix: 16)
        bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
      }
    }
  }
  bytes.append(UInt8(ascii: "\""))
}

/// Whether a byte can't stand in a text of JSON as it is.
private func mustBeEscaped(_ byte: UInt8) -> Bool {
  byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}
