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
    #expect(first.errors == ["descent: \(path) is not there: beginning anew"])
    let table = try table()
    try FileManager.default.removeItem(at: folder.url("out/epochs.csv"))
    let second = run(words + ["--resume"])
    #expect(second.code == .success && second.output.isEmpty)
    #expect(second.errors == ["descent: going on after step 20"])
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
    // Without the flag, the new run takes the place of the old.
    #expect(run(words + ["--seed", "2"]).code == .success)
    #expect(run(words + ["--seed", "2", "--resume"]).errors == ["descent: going on after step 20"])
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
