import DescentCommand
import Foundation
import Testing

/// `descent train --resume` where no process is killed.
@Suite struct TrainResumeTests {
  private let folder: ToyFolder
  private let words: [String]

  init() throws {
    folder = try ToyFolder()
    words =
      try ["train", "--steps", "20", "--hidden", "4", "--out", folder.path("out")]
      + ToyData.table.words(in: folder)
  }

  private func run(_ words: [String]) -> (code: ExitCode, output: String, errors: [String]) {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(words, console: recorder.console)
    return (code, recorder.output, recorder.errorLines)
  }

  private func table() throws -> Data { try Data(contentsOf: folder.url("out/epochs.csv")) }

  @Test
  func `where there is nothing to resume it begins anew, and a finished run is left as it is`()
    throws
  {
    let first = run(words + ["--resume"])
    let path = folder.path("out/checkpoint.safetensors")
    #expect(first.code == .success)
    #expect(first.errors.first == "descent: \(path) is not there: beginning anew")
    let table = try table()
    try FileManager.default.removeItem(at: folder.url("out/epochs.csv"))
    let second = run(words + ["--resume"])
    #expect(second.code == .success && second.output.isEmpty)
    #expect(second.errors.first == "descent: going on after step 20")
    #expect(try self.table() == table)
  }

  @Test func `a checkpoint of another run is refused with all that differs`() throws {
    #expect(run(words).code == .success)
    let table = try table()
    let other = run(
      words + ["--resume", "--seed", "2", "--decay", "l2:0.5", "--test-share", "0.3"])
    #expect(other.code == .failure)
    let message = try #require(other.errors.first)
    #expect(message.contains("out/checkpoint.safetensors is of another run: data is "))
    #expect(message.contains("; decay is {"))
    #expect(message.hasSuffix("; seed is 1 there, but 2 here"))
    #expect(try self.table() == table)
    #expect(
      run(words + ["--seed", "2"]).errors == [
        "descent: \(folder.path("out/checkpoint.safetensors")) is of another run; take another "
          + "folder, or --overwrite begins anew"
      ])
    #expect(try self.table() == table)
    #expect(
      run(words).errors.last
        == "descent: \(folder.path("out/checkpoint.safetensors")) is of this very "
        + "run; --resume goes on with it, --overwrite begins anew")
    #expect(run(words + ["--seed", "2", "--overwrite"]).code == .success)
    #expect(
      run(words + ["--seed", "2", "--resume"]).errors.first == "descent: going on after step 20")
  }

  @Test func `muon trains, and goes on with both rules`() throws {
    let muon = words + ["--optimizer", "muon", "--schedule", "constant"]
    #expect(run(muon).code == .success)
    let whole = try table()
    let half = words.map { $0 == "20" ? "10" : $0 } + muon.suffix(4)
    #expect(run(half + ["--overwrite"]).code == .success)
    #expect(run(muon + ["--resume"]).code == .success)
    #expect(try table() == whole)
    let recipe = folder.url("recipe.json")
    func write(_ group: String) throws {
      let json = #"{"recipe": "muon", "groups": {"\#(group)": {"recipe": "sgd"}}}"#
      try Data(json.utf8).write(to: recipe)
    }
    try write("vectors")
    let other = run(words + ["--overwrite", "--recipe", recipe.path])
    #expect(
      other.errors.last
        == "descent: no group is called vectors, for which there are parts of its own; there are "
        + "weights, rest")
    try write("rest")
    let refused = run(words + ["--resume", "--recipe", recipe.path, "--schedule", "constant"])
    #expect(refused.errors.first?.contains("is of another run: groups is {") == true)
  }

  @Test func `the average of the weights is tested and kept, and goes on`() throws {
    let averaged = words + ["--ema", "0.9", "--schedule", "constant", "--network", "mlp-bn"]
    #expect(run(averaged + ["--keep-best"]).code == .success)
    let whole = try table()
    let half = averaged.map { $0 == "20" ? "10" : $0 }
    #expect(run(half + ["--overwrite"]).code == .success)
    #expect(run(averaged + ["--resume", "--keep-best"]).code == .success)
    #expect(try table() == whole)
    let plain = averaged.filter { !["--ema", "0.9"].contains($0) }
    #expect(
      run(plain + ["--resume"]).errors.first?.contains("ema is 0.9 there, but nothing here") == true
    )
    let best = run(["evaluate", folder.path("out/best.safetensors")]).output
    let last = run(["evaluate", folder.path("out/checkpoint.safetensors")]).output
    let records = String(decoding: whole, as: UTF8.self).split(separator: "\n").dropFirst()
    let losses = records.compactMap { Double($0.split(separator: ",")[4]) }
    let lowest = try #require(losses.min())
    #expect(best.contains(String(format: "%.4f", lowest)))
    #expect(!last.contains(String(format: "%.4f", losses.last ?? 0)))
    #expect(run(plain + ["--overwrite"]).code == .success)
    #expect(try table() != whole)
  }

  @Test func `how state is kept is said of both runs`() throws {
    #expect(run(words).code == .success)
    #expect(
      run(words + ["--resume", "--state", "bfloat16:3"]).errors.first?
        .hasSuffix("state is float32 there, but bfloat16:3 here") == true)
    #expect(run(words + ["--overwrite", "--state", "bfloat16:3"]).code == .success)
    #expect(
      run(words + ["--resume"]).errors.first?
        .hasSuffix("state is bfloat16:3 there, but float32 here") == true)
  }

  @Test func `a rate of 0 to the end is said to be one`() {
    func errors(_ schedule: String) -> [String] {
      run(words + ["--overwrite", "--schedule", schedule]).errors
    }
    let said = "descent: the schedule has a learning rate of 0 in the last 12 of 20 steps"
    #expect(errors("cosine:8").contains(said))
    #expect(!errors("cosine:20").joined().contains("learning rate of 0"))
    #expect(!errors("constant").joined().contains("learning rate of 0"))
  }

  @Test func `shared statistics that change nothing are said to`() {
    #expect(
      run(words + ["--share-statistics"]).errors.contains(
        "descent: --share-statistics changes nothing: there is one process"))
  }

  @Test func `layers are written where asked for, and come back with the checkpoint`() throws {
    #expect(run(words + ["--layers"]).code == .success)
    let url = folder.url("out/layers.csv")
    let layers = try String(contentsOf: url, encoding: .utf8)
    #expect(layers.contains("\n20,layers.0.weight,") && layers.contains("\n20,layers.1.weight,"))
    try FileManager.default.removeItem(at: url)
    #expect(run(words + ["--layers", "--resume"]).code == .success)
    #expect(try String(contentsOf: url, encoding: .utf8) == layers)
    let other = run(words + ["--resume"])
    #expect(other.errors.first?.hasSuffix("layers is true there, but false here") == true)
  }

  @Test func `a step beyond the end, and a table of other steps, are refused`() throws {
    #expect(run(words).code == .success)
    let url = folder.url("out/checkpoint.safetensors")
    var bytes = try Data(contentsOf: url)
    // Without its fingerprint, by which any other file is refused.
    let mark = try #require(bytes.range(of: Data("descent fingerprint".utf8)))
    bytes.replaceSubrange(mark, with: Data("another fingerprint".utf8))
    for (old, new, message) in [
      (#""step":"20""#, #""step":"99""#, "doesn't end with the step 99"),
      ("\\u000a20,", "\\u000a10,", "the table epochs.csv doesn't end with the step 20"),
    ] {
      var changed = bytes
      let range = try #require(changed.range(of: Data(old.utf8), options: .backwards))
      changed.replaceSubrange(range, with: Data(new.utf8))
      try changed.write(to: url)
      let result = run(words + ["--resume"])
      #expect(result.code == .failure)
      #expect(result.errors.first?.contains(message) == true, "\(result.errors)")
    }
  }

  @Test func `a path through a link leads to the same folder each time`() throws {
    let files = FileManager.default
    for name in ["near", "far/deep"] {
      try files.createDirectory(at: folder.url(name), withIntermediateDirectories: true)
    }
    try files.createSymbolicLink(
      atPath: folder.path("near/link"), withDestinationPath: folder.path("far/deep"))
    let data = try ToyData.table.words(in: folder)
    let line =
      ["train", "--steps", "20", "--hidden", "4", "--out", folder.path("near/link") + "/../out"]
      + data
    #expect(run(line).code == .success)
    #expect(files.fileExists(atPath: folder.path("far/out/checkpoint.safetensors")))
    #expect(!files.fileExists(atPath: folder.path("near/out")))
    #expect(run(line).code == .failure)
    #expect(run(line + ["--resume"]).errors.first == "descent: going on after step 20")
    #expect(run(["evaluate", folder.path("near/link") + "/../out"]).code == .success)
  }

  @Test func `what a killed process left is gone at the next start`() throws {
    #expect(run(words).code == .success)
    let left = [
      "checkpoint.safetensors.\(UUID().uuidString).partial", ".descent-\(UUID().uuidString)",
      ".dat.nosync1234.abcdef",
    ]
    for name in left + ["mine.partial"] { try Data([1]).write(to: folder.url("out/\(name)")) }
    #expect(run(words + ["--resume"]).code == .success)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted()
    #expect(names == ["checkpoint.safetensors", "epochs.csv", "index.html", "mine.partial"])
  }

  @Test func `a damaged checkpoint is refused, and the table stays`() throws {
    #expect(run(words).code == .success)
    let table = try table()
    let url = folder.url("out/checkpoint.safetensors")
    try Data(try Data(contentsOf: url).dropLast()).write(to: url)
    let result = run(words + ["--resume"])
    #expect(result.code == .failure && result.errors.count == 1)
    #expect(result.errors.first?.contains("checkpoint.safetensors: ") == true)
    #expect(try self.table() == table)
  }
}
