import Kernels
import Testing

@Suite struct FingerprintTests {
  private func digits(_ add: (inout Fingerprint) -> Void) -> String {
    var fingerprint = Fingerprint()
    add(&fingerprint)
    return "\(fingerprint)"
  }

  /// Vigna's `splitmix64.c`, chained by exclusive or, in 16 digits or less.
  @Test func `digits are those of the numbers, one after the other`() {
    #expect(digits { $0.add(UInt64(0)) } == "e220a8397b1dcdaf")
    let chained = mixed(mixed(7) ^ 9)
    #expect(
      digits {
        $0.add(UInt64(7)); $0.add(UInt64(9))
      } == String(chained, radix: 16))
    #expect(digits { _ in } == "0")
  }

  @Test func `a file is its words, its last bytes and their number`() {
    let bytes = (0..<19).map { UInt8((200 + 11 * $0) & 0xFF) }
    let words = [0, 8].map { start in
      bytes[start..<(start + 8)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    let expected = digits { fingerprint in
      for word in words + bytes[16...].map(UInt64.init) + [19] { fingerprint.add(word) }
    }
    #expect("\(Fingerprint(of: bytes.span))" == expected)
  }

  @Test func `a text is the number of its bytes, and the bytes`() {
    let expected = digits { for word in [3, 97, 0xC3, 0xA9] as [UInt64] { $0.add(word) } }
    #expect(digits { $0.add("aé") } == expected)
    #expect(
      digits {
        $0.add("a"); $0.add("b")
      }
        != digits {
          $0.add("ab"); $0.add("")
        })
  }
}
