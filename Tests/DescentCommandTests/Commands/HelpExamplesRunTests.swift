import Foundation
import OptimizationTesting
import Testing

@testable import DescentCommand

/// What help shows does what it says: each example is run as it stands, with small data and few steps.
@Suite struct HelpExamplesRunTests {
  /// The tool, where what takes long is small.
  private static let tool = CommandLineTool(
    name: "descent", summary: "",
    commands: CommandLineTool.descent.commands.map { command -> any Command in
      switch command {
      case is BenchCommand: BenchCommand(copied: 1_000, sizes: [8])
      case is LawsCommand: LawsCommand(laws: [.zeroRateIsNoDecay])
      case is StudyCommand: StudyCommand(studies: [Trivial(name: "drown-out")])
      default: command
      }
    })

  @Test(arguments: HelpExamplesTests.ofHelp)
  func `every example of a help runs`(_ example: String) throws {
    let folder = try ToyFolder()
    let words = try bounded(example.split(separator: " ").map(String.init), in: folder)
    if ["evaluate", "predict"].contains(words[0]) { try trainBefore(in: folder) }
    let recorder = Recorder()
    let code = Self.tool.run(words, console: recorder.console)
    #expect(code == .success, "\(words) \(recorder.errorLines)")
    #expect(!recorder.output.isEmpty, "\(words)")
  }

  @Test func `the replay that help shows runs`() throws {
    let folder = try ToyFolder()
    let help = ReplayCommand().discussion
    let json = try #require(help.firstMatch(of: #/\{"recipe"(.|\n)*\}\]\}/#)).0
    try Data(json.utf8).write(to: folder.url("steps.json"))
    let recorder = Recorder()
    #expect(
      Self.tool.run(["replay", folder.path("steps.json")], console: recorder.console) == .success)
    #expect(recorder.output.contains("step 2, learning rate 0.1"))
  }

  /// The same example with files in a folder, and small.
  private func bounded(_ words: [String], in folder: ToyFolder) throws -> [String] {
    let table = "csv:\(try folder.writeTable())"
    let small = [
      "csv:table.csv": table, "table.csv": folder.path("table.csv"), "kind": "side",
      "text": "text:\(try folder.writeText())",
      "results": folder.path("results"), "model.safetensors": folder.path("model.safetensors"),
      "results/best.safetensors": folder.path("results/best.safetensors"),
      "24000000": "1000", "1000000": "1000", "10000": "10", "100000": "1", "12000": "30",
      "mlp": "tiny",
    ]
    var flags: [String: String] =
      switch words[0] {
      case "train", "rates": ["--steps": "4", "--hidden": "4"]
      case "compare":
        ["--steps": "4", "--hidden": "4", "--seeds": "2", "--out": folder.path("out")]
      case "study" where words.count > 1: ["--out": folder.path("out")]
      case "laws": ["--first": "1"]
      default: [:]
      }
    if ["train", "rates", "compare"].contains(words[0]), !words.contains("--task") {
      flags["--data"] = table
    }
    return words.map { small[$0] ?? $0 }
      + flags.filter { !words.contains($0.key) }.sorted { $0.key < $1.key }.flatMap { [$0, $1] }
  }

  /// Leaves the run and the weights that the examples of `evaluate` measure.
  private func trainBefore(in folder: ToyFolder) throws {
    let table = "csv:\(folder.path("table.csv"))"
    let words = ["train", "--data", table, "--steps", "4", "--keep-best", "--out"]
    for (out, network) in [
      ("results", [] as [String]), ("other", ["--network", "mlp-bn", "--hidden", "64"]),
    ] {
      let code = Self.tool.run(words + [folder.path(out)] + network, console: Recorder().console)
      #expect(code == .success)
    }
    try FileManager.default.copyItem(
      at: folder.url("other/best.safetensors"), to: folder.url("model.safetensors"))
  }
}
