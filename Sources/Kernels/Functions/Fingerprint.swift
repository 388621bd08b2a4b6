/// A few digits that other numbers would hardly have, and that a change within one word always changes.
///
/// `mixed`, chained; no protection from those who want two to agree.
package struct Fingerprint {
  private var hash: UInt64 = 0

  /// Begins with no number.
  package init() {}

  /// The fingerprint of a file.
  package init(of bytes: Span<UInt8>) {
    let (words, raw) = (bytes.count / 8, unsafe bytes.bytes)
    for place in 0..<words {
      add(unsafe raw.unsafeLoadUnaligned(fromByteOffset: 8 * place, as: UInt64.self))
    }
    for place in (8 * words)..<bytes.count { add(UInt64(bytes[place])) }
    add(UInt64(bytes.count))
  }

  /// Adds a number.
  package mutating func add(_ word: UInt64) {
    hash = mixed(hash ^ word)
  }

  /// Adds a text.
  package mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    for byte in text.utf8 { add(UInt64(byte)) }
  }
}

extension Fingerprint: CustomStringConvertible {
  /// The digits.
  package var description: String { String(hash, radix: 16) }
}
