/// A text as numbers: one for each character, by its place in the alphabet of the text.
public struct CharacterText: Sendable {
  /// The distinct characters (Unicode scalars), sorted.
  public let alphabet: [Unicode.Scalar]

  /// The text, each character as its place in `alphabet`.
  public let tokens: [Int32]

  /// How many characters the next one is guessed from.
  public static let window = 8

  /// How many characters give a guess to learn from and a guess to test.
  public static let smallestCount = 2 * (window + 1)

  /// Takes a text apart.
  ///
  /// - Parameter text: at least one character.
  public init(_ text: some Sequence<Unicode.Scalar>) {
    let scalars = Array(text)
    alphabet = Set(scalars).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(alphabet, Int32(0)...))
    tokens = scalars.compactMap { places[$0] }
  }

  /// Reads a file of plain text.
  ///
  /// - Parameter path: a file in UTF-8, of at least one character.
  /// - Throws: `DataError` where the file is missing, empty or no UTF-8.
  public init(contentsOf path: String) throws(DataError) {
    try self.init(FileBytes(contentsOf: path))
  }

  /// Takes a file apart that is in memory.
  package init(_ file: FileBytes) throws(DataError) {
    try file.requirePlainText()
    if file.unmarked.isEmpty { throw DataError(file.path, .empty) }
    if let damaged = Self.firstInvalidByte(in: file.bytes) {
      throw DataError(
        file.path, at: .byte(damaged),
        .malformed(found: "the byte \(file.bytes[damaged])", expected: "text in UTF-8"))
    }
    self.init(String(decoding: file.unmarked, as: UTF8.self).unicodeScalars)
  }

  /// Where a text stops being UTF-8, or nil.
  private static func firstInvalidByte(in bytes: [UInt8]) -> Int? {
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var position = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let scalar): position += scalar.count
      case .error: return Swift.min(position, bytes.count - 1)
      case .emptyInput: return nil
      }
    }
  }
}
