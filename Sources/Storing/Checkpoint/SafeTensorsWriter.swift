import Kernels

/// Collects arrays and texts, and makes a safetensors file of them: the same bytes for the same
/// contents, in whatever order they come.
///
/// Arrays of eight-byte numbers come before those of four, each sorted by name, and the header is filled with spaces to
/// a multiple of eight bytes: every element lies at a multiple of its size, as the format asks.
package struct SafeTensorsWriter {
  /// The texts under `__metadata__`.
  package var metadata: [String: String] = [:]

  private var arrays: [String: (shape: [Int], elements: CheckpointElements)] = [:]

  /// Creates a file without arrays.
  package init() {}

  /// Adds an array.
  ///
  /// - Parameters:
  ///   - name: the name, not given before.
  ///   - shape: the extent of each axis; empty for a single number.
  ///   - elements: row-major, one for each element of the shape.
  /// - Throws: `SafeTensorsError` where the name is taken.
  package mutating func add(
    _ name: String, shape: [Int], _ elements: CheckpointElements
  ) throws(SafeTensorsError) {
    require(
      shape.reduce(1, *) == elements.count,
      "\(name): the shape \(shape) does not fit \(elements.count) elements")
    guard name != "__metadata__", arrays.updateValue((shape, elements), forKey: name) == nil else {
      throw SafeTensorsError("two arrays would be called \(String(reflecting: name))")
    }
  }

  /// The bytes of the file.
  package func bytes() -> [UInt8] {
    let sorted = arrays.sorted {
      (-$0.value.elements.type.size, $0.key) < (-$1.value.elements.type.size, $1.key)
    }
    let header = header(sorted.map { ($0.key, $0.value.shape, $0.value.elements) })
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      sorted.reduce(8 + header.count) { $0 + $1.value.elements.count * $1.value.elements.type.size }
    )
    append(UInt64(header.count), to: &bytes)
    bytes += header
    for (_, array) in sorted {
      switch array.elements {
      case .singles(let numbers): for number in numbers { append(number.bitPattern, to: &bytes) }
      case .doubles(let numbers): for number in numbers { append(number.bitPattern, to: &bytes) }
      case .integers(let numbers): for number in numbers { append(number, to: &bytes) }
      }
    }
    return bytes
  }

  /// The header of some arrays, filled with spaces.
  private func header(
    _ arrays: [(name: String, shape: [Int], elements: CheckpointElements)]
  ) -> [UInt8] {
    var header: [UInt8] = []
    var separator = "{"
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0)):\(quoted($1))" }
      header += "{\"__metadata__\":{\(texts.joined(separator: ","))}".utf8
      separator = ","
    }
    var end = 0
    for (name, shape, elements) in arrays {
      let start = end
      end += elements.count * elements.type.size
      header += separator.utf8
      header += quoted(name).utf8
      header += ":{\"dtype\":\"".utf8
      header += elements.type.rawValue.utf8
      header += "\",\"shape\":[".utf8
      header += shape.map(String.init).joined(separator: ",").utf8
      header += "],\"data_offsets\":[\(start),\(end)]}".utf8
      separator = ","
    }
    header += (header.isEmpty ? "{}" : "}").utf8
    return header + Array(repeating: 0x20, count: -header.count & 7)
  }
}

/// Appends the bytes of a number, the lowest first.
private func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
  for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
    bytes.append(UInt8(truncatingIfNeeded: number >> shift))
  }
}

/// A text as JSON has it.
private func quoted(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy {
    $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
  }
  if isPlain { return "\"\(text)\"" }
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case ..<" ":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
