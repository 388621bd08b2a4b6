import Descent
import Foundation
import Kernels
import Storing
import Testing

@Suite struct ShardIndexTests {
  /// Two shards of an array in two pieces and one array each, and an index.
  private func withShards(
    first: String = "a-1.safetensors", size: Int = 32, names: [String: String] = [:],
    without missing: String = "", pieces: [String] = ["[0:2] of [2,2]", "[2:4] of [2,2]"],
    shardName: String? = nil, areMarked: Bool = false, _ body: (CheckpointFile) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("index-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var fingerprints: [String: String] = [:]
    var files = ["w": first, "b": "a-2.safetensors"]
    for (number, file) in ["a-1.safetensors", "a-2.safetensors"].enumerated() {
      var writer = SafeTensorsWriter()
      writer.metadata["shard"] = shardName ?? file
      let piece = "state/w/moments/m\(pieces[number])"
      writer.add(["w", "b"][number], shape: [2], .singles([Float(number), 7]))
      writer.add(piece, shape: [2], .singles([Float(2 * number), Float(2 * number + 1)]))
      files[piece] = file
      let bytes = try writer.bytes()
      if areMarked { fingerprints[file] = "\(Fingerprint(of: bytes.span))" }
      if file != missing { try CheckpointFile(path: "\(folder)/\(file)").replace(with: bytes) }
    }
    files.merge(names) { $1 }
    let index = ShardIndex(
      metadata: ["step": "3"], totalSize: size, files: files, fingerprints: fingerprints)
    let file = CheckpointFile(path: "\(folder)/a.safetensors")
    try file.index.replace(with: index.bytes)
    try body(file)
  }

  private func problem(of file: CheckpointFile) -> String {
    do { _ = try file.read() } catch { return "\(error)" }
    return ""
  }

  @Test func shardsAreJoined() throws {
    try withShards { file in
      for file in [file, file.index] {
        let joined = try file.read()
        #expect(joined.metadata == ["step": "3"])
        #expect(joined.singles("w") == [0, 7])
        #expect(joined.singles("b") == [1, 7])
        #expect(joined["state/w/moments/m"]?.shape == [2, 2])
        #expect(joined.singles("state/w/moments/m") == [0, 1, 2, 3])
      }
    }
  }

  @Test(arguments: [(3, 12, "00003-of-00012"), (123_456, 7, "123456-of-00007")])
  func numbersOfShardsHaveFiveDigits(number: Int, count: Int, digits: String) {
    let name = CheckpointFile(path: "x/a.safetensors")
      .shardName(save: "0123ABCD", number: number, count: count)
    #expect(name == "a-0123ABCD-\(digits).safetensors")
  }

  /// Shards stand beside the index that a link leads to.
  @Test func shardsAreFoundBehindALink() throws {
    try withShards { file in
      let folder = file.beside("elsewhere").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let link = "\(folder)/b.safetensors.index.json"
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: file.index.path)
      #expect(try CheckpointFile(path: link).read().singles("w") == [0, 7])
    }
  }

  /// Whatever becomes of a byte, or of all behind it: the files are refused, or read as they were.
  @Test(arguments: ["a.safetensors.index.json", "a-1.safetensors", "a-2.safetensors"])
  func noDamageGoesUnseen(name: String) throws {
    try withShards(areMarked: true) { file in
      let url = URL(fileURLWithPath: file.beside(name).path)
      let whole = try Data(contentsOf: url)
      let contents = { () throws -> [String: [Float]] in
        let joined = try file.read()
        // Where the index has lost its texts, it is weights alone, and no run goes on from it.
        #expect(joined.metadata["step", default: "3"] == "3")
        return Dictionary(
          uniqueKeysWithValues: joined.arrays.map { ($0.name, joined.singles($0.name) ?? []) })
      }
      let before = try contents()
      var refusals = 0
      func expectRefusalOrEquality(_ bytes: Data, _ place: Int) throws {
        try bytes.write(to: url)
        do { try #expect(contents() == before, "byte \(place)") } catch is CheckpointError {
          refusals += 1
        }
      }
      for place in whole.indices {
        var flipped = whole
        flipped[place] ^= 1 << UInt8(place % 8)
        try expectRefusalOrEquality(flipped, place)
        try expectRefusalOrEquality(whole[..<place], place)
      }
      // A space more or less in an index changes nothing, nor does a mark that can't be read.
      #expect(refusals > 2 * whole.count - 40)
    }
  }

  @Test func aFileThatWouldNotBeReadIsNotWritten() throws {
    try withShards { file in
      let group = ParameterGroup("all", [Parameter("w", [1])])
      let optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
      let error = #expect(throws: CheckpointError.self) {
        try optimizer.save(to: file.path, groups: [group])
      }
      #expect(error?.problem.hasPrefix("\(file.index.path) would be read in its place") == true)
      try optimizer.save(to: file.path + "2", groups: [group])
    }
  }

  @Test(arguments: ["../a-1.safetensors", "/a-1.safetensors", ".a.safetensors", "a", ""])
  func filesOutsideTheFolderAreRefused(name: String) throws {
    try withShards(first: name) { file in
      #expect(problem(of: file).contains("a shard must be a .safetensors file in the folder"))
      #expect(problem(of: file).contains(String(reflecting: name)))
    }
  }

  @Test func whatIsMissingIsNamed() throws {
    try withShards(without: "a-2.safetensors") { file in
      #expect(problem(of: file).contains("a-2.safetensors: there is no such file"))
    }
    try withShards(names: ["c": "a-2.safetensors"]) { file in
      #expect(problem(of: file).hasSuffix("\"c\" must be in a-2.safetensors, but is not"))
    }
    try withShards(first: "a-2.safetensors", names: ["c": "a-1.safetensors"]) { file in
      #expect(
        problem(of: file)
          .hasSuffix("\"w\" is in a-1.safetensors, but the index has it in a-2.safetensors"))
    }
    try withShards(size: 40) { file in
      #expect(problem(of: file).contains("total_size must be 32"))
    }
  }

  @Test func shardsOfAnotherSaveAreRefused() throws {
    try withShards(shardName: "b-1.safetensors") { file in
      #expect(problem(of: file).contains("a-1.safetensors is of another save"))
    }
  }

  @Test(arguments: [
    (["[0:2] of [2,2]", "[1:3] of [2,2]"], "overlap at element 2"),
    (["[0:2] of [2,2]", "[3:5] of [2,2]"], "leave a gap at element 2"),
    (["[1:3] of [2,2]", "[3:5] of [2,2]"], "leave a gap at element 0"),
    (["[0:2] of [2,2]", "[2:4] of [4]"], "are not of one array"),
    (["[0:2] of [2,3]", "[2:4] of [2,3]"], "end at element 4, but the shape is [2, 3]"),
    (["[0:2] of [2,2]", "[2:5] of [2,2]"], "must have 3 elements"),
    (
      ["[0:2] of [9223372036854775807,9]", "[2:4] of [9223372036854775807,9]"],
      "end at element 4, but the shape"
    ),
  ])
  func piecesThatDoNotFitAreRefused(pieces: [String], words: String) throws {
    try withShards(pieces: pieces) { file in #expect(problem(of: file).contains(words)) }
  }

  /// A piece whose whole is there already, a name that comes twice, and bytes that are no index.
  @Test func damagedIndexesAreRefused() throws {
    try withShards { file in
      for text in [
        "", "[]", "{}", "{\"weight_map\":{}", "{\"weight_map\":{\"w\":1}}",
        "{\"weight_map\":{\"w\":\"a\",\"w\":\"b\"}}", "{\"weight_map\":{},\"weight_map\":{}}",
        "{\"metadata\":{\"total_size\":-1},\"weight_map\":{}}",
      ] {
        try file.index.replace(with: Array(text.utf8))
        #expect(problem(of: file).contains("the index, "), "\(text)")
      }
    }
  }
}
