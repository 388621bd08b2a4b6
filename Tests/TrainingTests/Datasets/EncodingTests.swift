import Descent
import Foundation
import Storing
import TestSupport
import Testing
import Training

/// Text as other programs write it.
@Suite struct EncodingTests {
  private let json = """
    {"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 0.1}},
     "parameters": [{"name": "w", "values": [1]}], "gradients": [{"w": [1]}]}
    """

  private func replay(_ bytes: [UInt8]) throws -> [Float]? {
    let replay = try Replay.read(FileBytes(path: "r.json", bytes: bytes))
    let folder = URL(fileURLWithPath: ".")
    return try replay.run(folder: folder).last?.parameters["w"]
  }

  @Test func `a byte order mark before UTF-8 is no part of the text`() throws {
    let plain = try replay(Array(json.utf8))
    #expect(plain?.count == 1)
    #expect(try replay([0xEF, 0xBB, 0xBF] + Array(json.utf8)) == plain)
  }

  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
  func `UTF-16 is called by its name`(_ encoding: String.Encoding) throws {
    let mark: [UInt8] = encoding == .utf16LittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
    func bytes(_ text: String) throws -> [UInt8] {
      mark + [UInt8](try #require(text.data(using: encoding)))
    }
    let message =
      ": must be text in UTF-8, but is text in UTF-16; iconv -f utf-16 -t utf-8 converts"
    let error = #expect(throws: RecipeError.self) { try replay(bytes(json)) }
    #expect(error.map { "\($0)" } == "r.json" + message)
    let folder = try TemporaryFolder()
    let path = folder.file("table")
    try Data(bytes("x,y\n1,a\n2,b\n")).write(to: URL(fileURLWithPath: path))
    let table = #expect(throws: DataError.self) { try CSV.read(path) }
    #expect(table.map { "\($0)" } == path + message)
    // A mark may be missing, and a plain text is one, too.
    for bytes in [try bytes(json), [UInt8](try bytes(json).dropFirst(2))] {
      let file = try FileBytes(path: "t", bytes: bytes)
      for error in [
        #expect(throws: DataError.self) { try file.text() },
        #expect(throws: DataError.self) { try CharacterText(file) },
      ] { #expect(error.map { "\($0)" } == "t" + message) }
    }
  }

  @Test(
    arguments: [
      ([0x1f, 0x8b, 8, 0], "must be unpacked, but is compressed; use gunzip"),
      ([0x50, 0x4B, 3, 4], "must be text, but is an archive; a spreadsheet saves a table as CSV"),
    ] as [([UInt8], String)])
  func `what is packed is called by its name`(_ bytes: [UInt8], _ message: String) throws {
    let file = try FileBytes(path: "t", bytes: bytes + Array("abc".utf8))
    for error in [
      #expect(throws: DataError.self) { try file.text() },
      #expect(throws: DataError.self) { try CharacterText(file) },
      #expect(throws: DataError.self) { try CSV.read(file) },
    ] { #expect(error.map { "\($0)" } == "t: \(message)") }
  }

  @Test func `a mark is no character of a text to learn from`() throws {
    let marked = try FileBytes(path: "t", bytes: [0xEF, 0xBB, 0xBF] + Array("abba".utf8))
    #expect(try CharacterText(marked).alphabet == ["a", "b"])
    // Nothing but the mark is nothing.
    let empty = try FileBytes(path: "t", bytes: [0xEF, 0xBB, 0xBF])
    let error = #expect(throws: DataError.self) { try CharacterText(empty) }
    #expect(error?.problem == .empty)
  }

  @Test(arguments: ["NaN", "-Infinity"])
  func `what JSON can't say is called by its name`(_ word: String) {
    let text = json.replacing("[1]", with: "[\(word)]")
    let error = #expect(throws: RecipeError.self) { try replay(Array(text.utf8)) }
    #expect(error?.description.contains("JSON has no \(word.drop { $0 == "-" });") == true)
  }
}
