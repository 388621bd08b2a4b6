import Foundation
import TestSupport
import Testing

/// What a kept text lets pass, and what it says of what it doesn't.
@Suite struct KeptTextTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func difference(_ found: String, _ kept: String) throws -> String? {
    let test = try folder.file("kept.txt", kept)
    return try KeptText("kept.txt", beside: test)
      .difference(from: found.split(separator: "\n").map(String.init))
  }

  @Test(arguments: [
    ("a 0.1234 b", "a 0.1235 b"), ("1000.4", "1000.9"), ("1.25e-07", "1.251e-07"),
    ("-0.5", "-0.5"), ("a\nb", "a\nb\n"),
  ])
  func `roundings pass`(_ found: String, _ kept: String) throws {
    #expect(try difference(found, kept) == nil)
  }

  @Test(arguments: [
    ("a 0.1234 b", "a 0.1237 b"), ("3", "4"), ("1000", "1001"), ("3.5", "3"), ("0.5", "-0.5"),
    ("1.5e-4", "9.9e-4"), ("1.25e-07", "1.25e-08"), ("1.25e3", "1.25e2"), ("a 1.5", "b 1.5"),
    ("1.5", "1.5 1.5"),
  ])
  func `everything else does not`(_ found: String, _ kept: String) throws {
    #expect(
      try difference("same\n\(found)", "same\n\(kept)")
        == "kept.txt, line 2 is\n\(found)\nin place of\n\(kept)")
  }

  @Test func `lines of one beginning are compared with those alone`() throws {
    let text = KeptText("kept.txt", beside: try folder.file("kept.txt", "a|1\nb|2\na|3"))
    #expect(try text.difference(from: ["a|1", "a|3"], beginning: "a|") == nil)
    #expect(try text.difference(from: ["b|2"], beginning: "a|") != nil)
  }

  @Test func `lines too many or too few don't pass, nor does a text that is not there`() throws {
    #expect(try difference("a", "a\nb") == "kept.txt has 2 lines, but 1 were found")
    #expect(try difference("a\nb", "a") == "kept.txt has 1 lines, but 2 were found")
    let none = KeptText("none.txt", beside: try folder.file("kept.txt", "a"))
    #expect(try none.difference(from: ["a"]) == "none.txt has 0 lines, but 1 were found")
  }
}
