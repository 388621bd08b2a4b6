import DescentCommand
import Foundation
import Synchronization
import Testing

/// What a run takes where neither batch nor length is said.
@Suite struct UsualLengthTests {
  private let folder: ToyFolder

  init() throws { folder = try ToyFolder() }

  /// Trains until the test loss does not fall, at a rate at which it never does, so that two records are
  /// made.
  private func train(_ words: [String]) throws -> (settings: [String: String], steps: [Int]) {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["train", "--hidden", "2", "--patience", "1", "--optimizer", "sgd", "--learning-rate", "0"]
        + ["--out", folder.path("out")] + words, console: recorder.console)
    #expect(code == .success, "\(recorder.errorLines)")
    let table = try String(contentsOf: folder.url("out/epochs.csv"), encoding: .utf8)
    let bytes = try Data(contentsOf: folder.url("out/checkpoint.safetensors"))
    let header = String(decoding: bytes.dropFirst(8).prefix(200_000), as: UTF8.self)
    let settings = header.matches(of: /"run ([a-z-]+)":"([^"]*)"/).map {
      (String($0.1), String($0.2))
    }
    return (
      Dictionary(settings, uniquingKeysWith: { first, _ in first }),
      table.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").first }
        .compactMap { Int($0) }
    )
  }

  private func table(_ rows: Int) throws -> String {
    let lines = (0..<rows).map { "\($0 % 7),\($0 % 3 == 0 ? "left" : "right")" }
    try Data(lines.joined(separator: "\n").utf8).write(to: folder.url("table.csv"))
    return "csv:\(folder.path("table.csv"))"
  }

  /// Of the nine tenths that are learned from a twentieth is a batch, of 8 to 100 examples.
  ///
  /// There are 20 epochs, or 1,000 steps; a record is made at every epoch, or twenty times in all.
  @Test(arguments: [
    (60, "8", 1_000, 6), (400, "18", 1_000, 20), (6_000, "100", 1_080, 54),
  ])
  func `batch, length and records follow from the number of examples`(
    rows: Int, batch: String, steps: Int, interval: Int
  ) throws {
    let run = try train(["--data", try table(rows)])
    #expect(run.settings["batch"] == batch && run.settings["steps"] == "\(steps)")
    #expect(run.steps == [interval, 2 * interval])
  }

  @Test func `a text is learned from in 1,000 batches of 64`() throws {
    let run = try train(["--data", "text:\(try folder.writeText())"])
    #expect(run.settings["batch"] == "64" && run.settings["steps"] == "1000")
  }

  @Test func `what is said is taken`() throws {
    let run = try train(["--data", try table(60), "--batch", "9", "--epochs", "7"])
    #expect(run.settings["batch"] == "9" && run.settings["steps"] == "42")
    #expect(run.steps == [2, 4])
  }

  /// A rate at which every run diverges at once; the setting says how long they would have been.
  @Test(arguments: [("csv", "4000"), ("text", "6000")])
  func `a comparison is of 4,000 steps, or of 6,000 on a text`(kind: String, steps: String) throws {
    let data = kind == "csv" ? try table(60) : "text:\(try folder.writeText())"
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["compare", "--data", data, "--hidden", "2", "--optimizer", "sgd", "--learning-rate", "1e30"]
        + ["--seeds", "1", "--decay", "none", "--decay", "l2:1", "--out", folder.path("out")],
      console: recorder.console)
    #expect(code == .failure)
    #expect(recorder.output.contains("batches of \(kind == "csv" ? 8 : 64), \(steps) steps;"))
  }

  /// The board is called after the length; learning begins at step 500, and diverges soon.
  @Test func `an agent takes 9,000 steps`() {
    let drawn = Mutex("")
    let console = Console(
      print: { _ in }, error: { _ in }, draw: { text in drawn.withLock { $0 += text } })
    let code = CommandLineTool.descent.run(
      ["train", "--task", "cartpole", "--hidden", "2", "--optimizer", "sgd"]
        + ["--learning-rate", "1e30"], console: console)
    #expect(code == .failure && drawn.withLock { $0.contains("9000 steps") })
  }
}
