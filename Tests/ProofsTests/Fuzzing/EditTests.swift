import Autodiff
import TestSupport
import Testing

@testable import Proofs

@Suite struct EditTests {
  private static let samples = [
    #"{"name": [1, 2.5e-3], "w": {"dtype": "F32"}}"#, #"[[], "plain", -7]"#,
  ].map { Array($0.utf8) }

  /// What readers are put to: an edit that damages less finds less.
  @Test func `edits of every kind are what they were`() throws {
    let lines = Edit.allCases.flatMap { edit in
      (1...8 as ClosedRange<UInt64>).map { seed in
        var generator = SplitMix64(seed: seed)
        var file = Self.samples[Int(seed % 2)]
        edit.apply(to: &file, Self.samples, using: &generator)
        let start = file.prefix(160).map { byte in
          (32..<127).contains(byte) ? String(UnicodeScalar(byte)) : "\\\(byte)"
        }.joined()
        return "\(edit) \(seed), \(file.count) bytes: \(start)"
      }
    }
    let difference = try KeptText("edits.txt", beside: #filePath).difference(from: lines)
    #expect(difference == nil)
  }
}
