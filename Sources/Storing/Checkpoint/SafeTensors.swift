/// A safetensors file in memory, checked from end to end before anything is read from it.
///
/// Eight bytes with the length of the header, little-endian; the header, a JSON object with `dtype`,
/// `shape` and `data_offsets` for each array, and texts under `__metadata__`; then the arrays,
/// little-endian and row-major, which fill the rest without gap or overlap.
///
/// - Source: <https://github.com/huggingface/safetensors>, the format section.
/// - Differs: names that are canonically equivalent in Unicode count as one; an array of a type that
///   is not known is an array that nobody can read, and no reason to refuse the others.
/// - Complexity: the header takes memory in proportion to its bytes, whatever it claims; an array is
///   decoded when it is asked for.
package struct SafeTensors: Sendable {
  /// What the header says of an array.
  package struct Entry: Sendable, Hashable {
    /// The type of the elements; nil where it is none that is known.
    package let type: ElementType?
    /// What the file calls the type.
    package let typeName: String
    /// The extent of each axis; empty for a single number.
    package let shape: [Int]
    /// Where the elements lie, counted from the end of the header.
    package let range: Range<Int>
  }

  /// The texts under `__metadata__`.
  package let metadata: [String: String]

  /// What the header says of each array.
  package private(set) var entries: [String: Entry]

  private let bytes: [UInt8]
  private let start: Int

  /// Checks the bytes of a file.
  ///
  /// - Parameter bytes: the whole file.
  /// - Throws: `SafeTensorsError` in one line.
  package init(_ bytes: [UInt8]) throws(SafeTensorsError) {
    guard bytes.count >= 8 else { throw SafeTensorsError("the file is too short for a header") }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      throw SafeTensorsError(
        "this is an archive, as torch.save writes; save_file of safetensors.torch writes what is read"
      )
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(bytes.count - 8) else {
      throw SafeTensorsError("the header has \(length) bytes, but the file ends before")
    }
    start = 8 + Int(length)
    var scanner = JSONScanner(bytes, in: 8..<start)
    let list: [(name: String, entry: Entry)]
    do { (metadata, entries, list) = try scanner.header() } catch {
      throw SafeTensorsError("the header, \(error.description)")
    }
    try checkCover(list, of: bytes.count - start)
    self.bytes = bytes
  }
}

extension SafeTensors {
  /// The elements of an array, row-major.
  ///
  /// - Parameter name: the name of the array.
  /// - Returns: the elements, or nil where there is no such array, or it is of a type that is not read.
  package func elements(_ name: String) -> CheckpointElements? {
    guard let entry = entries[name], let type = entry.type else { return nil }
    let places = stride(
      from: start + entry.range.lowerBound, to: start + entry.range.upperBound, by: type.size)
    let patterns = places.lazy.map { littleEndian(at: $0, count: type.size) }
    return switch type {
    case .float16: .singles(patterns.map { single(ofHalf: UInt16($0)) })
    case .brain16: .singles(patterns.map { Float(bitPattern: UInt32($0) << 16) })
    case .float32: .singles(patterns.map { Float(bitPattern: UInt32($0)) })
    case .float64: .doubles(patterns.map { Double(bitPattern: $0) })
    case .signed64: .integers(patterns.map { Int64(bitPattern: $0) })
    default: nil
    }
  }

  /// The elements of an array of type `F32`, `F16` or `BF16`, or nil where there is none of the name.
  package func singles(_ name: String) -> [Float]? { elements(name)?.singles }

  /// The elements of an array of type `F64`, or nil where there is none of the name.
  package func doubles(_ name: String) -> [Double]? { elements(name)?.doubles }

  /// The same arrays with other names.
  ///
  /// - Throws: `SafeTensorsError` where two would have one name.
  func renamed(_ rename: (String) -> String) throws(SafeTensorsError) -> SafeTensors {
    var renamed = self
    renamed.entries = [:]
    for (old, entry) in entries {
      let new = rename(old)
      guard renamed.entries.updateValue(entry, forKey: new) == nil else {
        throw SafeTensorsError("two arrays would be called \(String(reflecting: new))")
      }
    }
    return renamed
  }

  private func littleEndian(at offset: Int, count: Int) -> UInt64 {
    var number: UInt64 = 0
    for i in 0..<count { number |= UInt64(bytes[offset + i]) << (8 * UInt64(i)) }
    return number
  }
}

/// The number of a pattern of half precision; `Float16` is not on every machine.
private func single(ofHalf pattern: UInt16) -> Float {
  let sign = UInt32(pattern >> 15) << 31
  let exponent = UInt32(pattern >> 10) & 0x1F
  let fraction = UInt32(pattern) & 0x3FF
  switch exponent {
  case 0:
    return Float(sign: sign == 0 ? .plus : .minus, exponent: -24, significand: Float(fraction))
  case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
  default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}

/// Throws where the arrays overlap, leave a gap, or do not end with the file.
private func checkCover(
  _ list: [(name: String, entry: SafeTensors.Entry)], of count: Int
) throws(SafeTensorsError) {
  // The order of most files already, which costs nothing to sort.
  let sorted = list.sorted {
    ($0.entry.range.lowerBound, $0.entry.range.upperBound)
      < ($1.entry.range.lowerBound, $1.entry.range.upperBound)
  }
  var end = 0
  for (name, entry) in sorted {
    var place: String { "\(String(reflecting: name)): data_offsets \(entry.range)" }
    guard entry.range.upperBound <= count else {
      throw SafeTensorsError("\(place) are beyond the \(count) bytes of the arrays")
    }
    guard entry.range.lowerBound == end else {
      let problem = entry.range.lowerBound < end ? "overlap another array" : "leave a gap"
      throw SafeTensorsError("\(place) \(problem) at byte \(end)")
    }
    end = entry.range.upperBound
  }
  guard end == count else {
    throw SafeTensorsError("the arrays end at byte \(end), but there are \(count) bytes")
  }
}
