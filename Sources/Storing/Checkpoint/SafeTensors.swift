import Kernels

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

  /// The texts under `__metadata__`, without the fingerprint, which has been checked.
  package let metadata: [String: String]

  /// What the header says of each array, in the order of the file.
  package private(set) var arrays: [(name: String, entry: Entry)]

  /// Where each stands among them.
  private var positions: [String: Int]

  /// The bytes of all arrays begin at `start`.
  let bytes: [UInt8]
  let start: Int

  /// Checks the bytes of a file.
  ///
  /// - Parameter bytes: the whole file.
  /// - Throws: `SafeTensorsError` in one line.
  package init(_ bytes: [UInt8]) throws(SafeTensorsError) {
    guard bytes.count >= 8 else { throw SafeTensorsError("the file is too short for a header") }
    let isArchive = bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
    // The number that PyTorch's own pickles have first.
    if isArchive || bytes.starts(with: [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46]) {
      throw SafeTensorsError(
        "this is \(isArchive ? "an archive" : "a pickle"), as torch.save writes; save_file of "
          + "safetensors.torch writes what is read")
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(bytes.count - 8) else {
      throw SafeTensorsError(
        "this is no safetensors file, or is cut off: its header should have \(length) bytes")
    }
    start = 8 + Int(length)
    var scanner = JSONScanner(bytes, in: 8..<start)
    var metadata: [String: String]
    do { (metadata, arrays, positions) = try scanner.header() } catch {
      throw SafeTensorsError("the header, \(error.description)")
    }
    try checkCover(arrays, of: bytes.count - start)
    let written = metadata.removeValue(forKey: Fingerprint.key)
    self.metadata = metadata
    try checkFingerprint(written, bytes.span.extracting(start...), metadata)
    self.bytes = bytes
  }
}

extension SafeTensors {
  /// Keeps arrays whose elements lie in the bytes.
  ///
  /// - Throws: `SafeTensorsError` where two have one name.
  init(
    metadata: [String: String], _ arrays: [(name: String, entry: Entry)], _ bytes: [UInt8]
  ) throws(SafeTensorsError) {
    (self.metadata, self.arrays, self.bytes, start) = (metadata, arrays, bytes, 0)
    positions = [:]
    for (position, array) in arrays.enumerated() {
      guard positions.updateValue(position, forKey: array.name) == nil else {
        throw SafeTensorsError("two arrays are called \(String(reflecting: array.name))")
      }
    }
  }

  /// Where an array stands among all, or nil where there is none of the name.
  func position(of name: String) -> Int? { positions[name] }

  /// What the header says of an array, or nil where there is none of the name.
  package subscript(name: String) -> Entry? { positions[name].map { arrays[$0].entry } }

  /// The elements of an array, row-major.
  ///
  /// - Parameter entry: what the header says of the array.
  /// - Returns: the elements, or nil where they are of a type that is not read.
  package func elements(_ entry: Entry) -> CheckpointElements? {
    guard let type = entry.type else { return nil }
    return switch type {
    case .float16: .singles(numbers(entry) { single(ofHalf: $0) })
    case .brain16: .brains(numbers(entry) { $0 })
    case .float32: .singles(numbers(entry) { Float(bitPattern: $0) })
    case .float64: .doubles(numbers(entry) { Double(bitPattern: $0) })
    case .signed64: .integers(numbers(entry) { Int64(bitPattern: $0) })
    default: nil
    }
  }

  /// The elements of an array of type `F32`, `F16` or `BF16`, or nil where there is none of the name.
  package func singles(_ name: String) -> [Float]? { self[name].flatMap(elements)?.singles }

  /// The elements of an array of type `F64`, or nil where there is none of the name.
  package func doubles(_ name: String) -> [Double]? { self[name].flatMap(elements)?.doubles }

  /// The same arrays with other names.
  ///
  /// - Throws: `SafeTensorsError` where two would have one name.
  func renamed(_ rename: (String) -> String) throws(SafeTensorsError) -> SafeTensors {
    var renamed = self
    renamed.positions = [:]
    for position in arrays.indices {
      let new = rename(arrays[position].name)
      renamed.arrays[position].name = new
      guard renamed.positions.updateValue(position, forKey: new) == nil else {
        throw SafeTensorsError("two arrays would be called \(String(reflecting: new))")
      }
    }
    return renamed
  }

  /// What the patterns of an array stand for.
  private func numbers<Pattern: FixedWidthInteger & BitwiseCopyable, Number>(
    _ entry: Entry, _ number: (Pattern) -> Number
  ) -> [Number] {
    // Any bytes are an integer, and where they lie is checked.
    let all = unsafe bytes.span.bytes.extracting(droppingFirst: start + entry.range.lowerBound)
    let size = MemoryLayout<Pattern>.size
    return (0..<entry.range.count / size).map {
      let pattern = unsafe all.unsafeLoadUnaligned(fromByteOffset: $0 * size, as: Pattern.self)
      return number(Pattern(littleEndian: pattern))
    }
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
  _ arrays: [(name: String, entry: SafeTensors.Entry)], of count: Int
) throws(SafeTensorsError) {
  // The order of most files already, which costs nothing to sort.
  let sorted = arrays.indices.sorted {
    let (first, second) = (arrays[$0].entry.range, arrays[$1].entry.range)
    return (first.lowerBound, first.upperBound) < (second.lowerBound, second.upperBound)
  }
  var end = 0
  for position in sorted {
    let range = arrays[position].entry.range
    var place: String { "\(String(reflecting: arrays[position].name)): data_offsets \(range)" }
    guard range.upperBound <= count else {
      throw SafeTensorsError("\(place) are beyond the \(count) bytes of the arrays")
    }
    guard range.lowerBound == end else {
      let problem = range.lowerBound < end ? "overlap another array" : "leave a gap"
      throw SafeTensorsError("\(place) \(problem) at byte \(end)")
    }
    end = range.upperBound
  }
  guard end == count else {
    throw SafeTensorsError("the arrays end at byte \(end), but there are \(count) bytes")
  }
}

/// Throws where the file has a fingerprint, and it is that of other arrays or texts; one that was made
/// elsewhere has none.
private func checkFingerprint(
  _ written: String?, _ arrays: Span<UInt8>, _ metadata: [String: String]
) throws(SafeTensorsError) {
  guard let written, written != Fingerprint.digits(arrays: arrays, metadata: metadata)
  else { return }
  throw SafeTensorsError(
    "the file is damaged: its numbers or texts are not those that were written; take another copy, or, "
      + "if they were changed on purpose, save it without \"\(Fingerprint.key)\" in its metadata")
}
