/// A safetensors file in memory, checked from end to end before anything is read from it.
///
/// Eight bytes with the length of the header, little-endian; the header, a JSON object with `dtype`,
/// `shape` and `data_offsets` for each array, and texts under `__metadata__`; then the arrays,
/// little-endian and row-major, which fill the rest without gap or overlap.
///
/// - Source: <https://github.com/huggingface/safetensors>, the format section.
/// - Differs: names that are canonically equivalent in Unicode count as one; types of less than a byte
///   are refused.
/// - Complexity: the header takes memory in proportion to its bytes, whatever it claims; an array is
///   decoded when it is asked for.
package struct SafeTensors: Sendable {
  /// What the header says of an array.
  package struct Entry: Sendable, Hashable {
    /// The type of the elements.
    package let type: ElementType
    /// The extent of each axis; empty for a single number.
    package let shape: [Int]
    /// Where the elements lie, counted from the end of the header.
    package let range: Range<Int>
  }

  /// The texts under `__metadata__`.
  package let metadata: [String: String]

  /// What the header says of each array.
  package let entries: [String: Entry]

  private let bytes: [UInt8]
  private let start: Int

  /// Checks the bytes of a file.
  ///
  /// - Parameter bytes: the whole file.
  /// - Throws: `SafeTensorsError` in one line.
  package init(_ bytes: [UInt8]) throws(SafeTensorsError) {
    guard bytes.count >= 8 else { throw SafeTensorsError("the file is too short for a header") }
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
    guard let entry = entries[name] else { return nil }
    let places = stride(
      from: start + entry.range.lowerBound, to: start + entry.range.upperBound, by: entry.type.size)
    switch entry.type {
    case .float32:
      return .singles(
        places.map { Float(bitPattern: UInt32(truncatingIfNeeded: littleEndian(at: $0, count: 4))) }
      )
    case .float64:
      return .doubles(places.map { Double(bitPattern: littleEndian(at: $0, count: 8)) })
    case .signed64:
      return .integers(places.map { Int64(bitPattern: littleEndian(at: $0, count: 8)) })
    default: return nil
    }
  }

  /// The elements of an array of type `F32`, or nil where there is none of the name.
  package func singles(_ name: String) -> [Float]? { elements(name)?.singles }

  /// The elements of an array of type `F64`, or nil where there is none of the name.
  package func doubles(_ name: String) -> [Double]? { elements(name)?.doubles }

  private func littleEndian(at offset: Int, count: Int) -> UInt64 {
    var number: UInt64 = 0
    for i in 0..<count { number |= UInt64(bytes[offset + i]) << (8 * UInt64(i)) }
    return number
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
