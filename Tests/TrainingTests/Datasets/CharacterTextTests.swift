import Training
import TestSupport
import Testing

@Suite struct CharacterTextTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func alphabetAndTokens() throws {
    let text = try CharacterText(contentsOf: folder.file("text", "née\nn"))
    #expect(text.alphabet == ["\n", "e", "n", "é"])
    #expect(text.tokens == [2, 3, 1, 0, 2])
  }

  @Test func notUTF8() throws {
    let path = try folder.file("text", [65, 66, 0xC3, 67])
    let error = try #require(throws: DataError.self) { try CharacterText(contentsOf: path) }
    #expect(error.place == .byte(2))
  }

  @Test func empty() throws {
    let path = try folder.file("text", "")
    let error = try #require(throws: DataError.self) { try CharacterText(contentsOf: path) }
    #expect(error.problem == .empty)
  }
}
