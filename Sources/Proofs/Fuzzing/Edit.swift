import Descent

/// One way to damage a file.
enum Edit: CaseIterable {
  case flipBit
  case setByte
  case insert
  case remove
  case truncate
  case `repeat`
  case splice
  case setNumber
  case setWord
  case setObject
  case setSize
  case nest

  /// Edits that put a number, a word or an object in place of another.
  static let keepingForm = [setNumber, setWord, setObject]

  /// Damages a file at a random place.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - samples: files of the same kind, to take pieces from.
  ///   - generator: decides everything.
  func apply(to file: inout [UInt8], _ samples: [[UInt8]], using generator: inout SplitMix64) {
    let place = generator.place(in: file)
    switch self {
    case .flipBit where place < file.count: file[place] ^= 1 << UInt8(generator.number(below: 8))
    case .setByte where place < file.count: file[place] = generator.element(of: hostileBytes)
    case .insert: file.insert(contentsOf: generator.element(of: hostileTexts), at: place)
    case .remove: file.removeSubrange(generator.chunk(of: file))
    case .truncate: file.removeSubrange(place...)
    case .repeat: file.insert(contentsOf: file[generator.chunk(of: file)], at: place)
    case .splice:
      let other = generator.element(of: samples)
      file.replaceSubrange(place..., with: other[generator.place(in: other)...])
    case .setNumber:
      file.replaceSubrange(
        file.run(from: place, where: isNumeral), with: generator.element(of: hostileNumbers).utf8)
    case .setWord:
      let other = generator.element(of: samples)
      let word = other[other.run(from: generator.place(in: other), where: isLetter)]
      file.replaceSubrange(file.run(from: place, where: isLetter), with: word)
    case .setObject:
      let other = generator.element(of: samples)
      let object = other[other.object(from: generator.place(in: other))]
      file.replaceSubrange(file.object(from: place), with: object)
    case .setSize: setSize(in: &file, near: place, using: &generator)
    case .nest:
      let (open, close) = generator.element(of: hostileLevels)
      // The deepest nesting, of up to 100,000 levels, is rare, since it makes the file large.
      let depth =
        generator.number(below: 20) == 0
        ? 200_000 / (open + close).utf8.count : 1 + generator.number(below: 12)
      let object = file.object(from: place)
      file.insert(contentsOf: String(repeating: close, count: depth).utf8, at: object.upperBound)
      file.insert(contentsOf: String(repeating: open, count: depth).utf8, at: object.lowerBound)
    case .flipBit, .setByte: break
    }
  }

  /// Writes an extreme size in place of four or eight bytes that may hold one.
  private func setSize(
    in file: inout [UInt8], near place: Int, using generator: inout SplitMix64
  ) {
    let start = place / 4 * 4
    let size = generator.element(of: [0, 1, UInt64(file.count), 1 << 31, 1 << 40, 1 << 63, .max])
    let wide = bytes(of: size)
    let narrow = Array(bytes(of: UInt32(truncatingIfNeeded: size)).reversed())
    let written = generator.element(of: [wide, narrow])
    file.replaceSubrange(start..<Swift.min(start + written.count, file.count), with: written)
  }
}

/// Bytes that mean something in one of the formats, or lie at the end of a range.
private let hostileBytes = Array("\"\\{}[],:=/-\n\r 09eE".utf8) + [0, 1, 0x7F, 0x80, 0xC3, 0xFF]

/// What is hardly ever meant: broken UTF-8, control characters, marks, escapes.
private let hostileTexts: [[UInt8]] =
  [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0], [0xEF, 0xBB, 0xBF]]
  + [
    "\n", "\r\n", "\u{1B}[2J", "\u{85}", "\u{2028}", "\\n", "\\u0000", "\\ud800", "\"", ",",
    "e\u{301}",
  ]
  .map { Array($0.utf8) }

/// Wrappers of many levels, some of which are in the catalogue.
private let hostileLevels = [
  ("[", "]"), ("{\"a\":", "}"), (#"{"name":"cautious","base":"#, "}"),
  (#"{"name":"repeated","steps":2,"base":"#, "}"),
  (#"{"name":"joined","step":3,"second":"linear","first":"#, "}"),
  (#"{"name":"trustRatio","base":"#, "}"), (#"{"name":"lateStart","first":2,"base":"#, "}"),
]

private let hostileNumbers = [
  "0", "-1", "1", "2", "3", "10", "1e3", "0.5", "0.9", "1e-3", "1e-320", "9007199254740992",
  "9223372036854775807",
  "-9223372036854775808", "99999999999999999999", "1099511627776", "1e38", "1e308", "1e999", "NaN",
  "nan", "Infinity", "-0", "01", "null", "\"NaN\"", "[]",
]

private func isNumeral(_ byte: UInt8) -> Bool { "0123456789.-+eE".utf8.contains(byte) }

private func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 > 0x60 && byte | 0x20 < 0x7B }

extension [UInt8] {
  /// The first run of bytes of a kind that begins at a place or behind it.
  fileprivate func run(from place: Int, where isOfKind: (UInt8) -> Bool) -> Range<Int> {
    let start = self[place...].firstIndex(where: isOfKind) ?? count
    return start..<(self[start...].firstIndex { !isOfKind($0) } ?? count)
  }

  /// The first JSON object that begins at a place or behind it, up to its end.
  fileprivate func object(from place: Int) -> Range<Int> {
    let start = self[place...].firstIndex(of: UInt8(ascii: "{")) ?? count
    var depth = 0
    let end = self[start...].firstIndex { byte in
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") { depth -= 1 }
      return depth == 0
    }
    return start..<(end.map { $0 + 1 } ?? count)
  }
}

extension SplitMix64 {
  /// A place in a file or at its end; near its beginning, where headers are, half of the time.
  fileprivate mutating func place(in file: [UInt8]) -> Int {
    number(below: 1 + (next() % 2 == 0 ? file.count : Swift.min(file.count, 64)))
  }

  /// A piece of a file: between separators half of the time.
  fileprivate mutating func chunk(of file: [UInt8]) -> Range<Int> {
    let start = place(in: file)
    let length = number(below: 1 + Swift.min(file.count - start, 64))
    guard next() % 2 == 0 else { return start..<(start + length) }
    let isSeparator = { ",\n{}[".utf8.contains($0) }
    let first = file[..<start].lastIndex(where: isSeparator).map { $0 + 1 } ?? 0
    return first..<(file[start...].firstIndex(where: isSeparator).map { $0 + 1 } ?? file.count)
  }
}
