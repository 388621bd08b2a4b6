import DescentCommand
import Foundation
import Testing

/// No command writes into the folder of a run that another one has made.
@Suite struct OtherRunsTests {
  private static let commands = [
    ["train", "--steps", "2", "--hidden", "2"], ["train", "--task", "cartpole", "--steps", "10"],
    ["compare", "--steps", "2", "--hidden", "2", "--seeds", "1"],
    ["rates", "--steps", "2", "--hidden", "2"], ["study", "first"],
  ]
  private static let marks = [
    "checkpoint.safetensors", "epochs.csv", "best.safetensors", "episodes.csv", "runs.csv",
    "rates.csv",
  ]

  @Test(arguments: commands, marks)
  func `what is there is refused until it is said to be overwritten`(
    _ command: [String], _ mark: String
  ) throws {
    let folder = try ToyFolder()
    try FileManager.default.createDirectory(
      at: folder.url("out"), withIntermediateDirectories: true)
    for name in [mark, "index.html"] { try Data("mine".utf8).write(to: folder.url("out/\(name)")) }
    let data =
      command.contains("--task") || command[0] == "study"
      ? [] : ["--data", "csv:\(try folder.writeTable())"]
    let words = command + data + ["--out", folder.path("out")]
    let recorder = Recorder()
    #expect(tool.run(words, console: recorder.console) == .failure)
    // Of a run of its own kind, train says that there is nothing to go on from.
    let isOwn = command.starts(with: ["train", "--steps"])
    let isLost = isOwn && ["epochs.csv", "best.safetensors"].contains(mark)
    let reason = isLost ? "is there, but no checkpoint.safetensors that" : "is of another run; "
    let message = recorder.errorLines.last ?? ""
    #expect(message.contains("/\(mark) \(reason)"), "\(message)")
    #expect(message.hasSuffix("--overwrite begins anew"))
    for name in [mark, "index.html"] {
      #expect(try Data(contentsOf: folder.url("out/\(name)")) == Data("mine".utf8), "\(name)")
    }
    #expect(tool.run(words + ["--overwrite"], console: recorder.console) == .success)
  }

  /// What another program has left under the names of ours; a page of ours may be made anew.
  @Test(arguments: commands.suffix(3), ["index.html", "verdicts.csv", "test-error.svg"])
  func `a page of another program is not replaced`(_ command: [String], _ name: String) throws {
    let folder = try ToyFolder()
    let own = command[0] == "study" ? "out/first" : "out"
    try FileManager.default.createDirectory(
      at: folder.url(own), withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: folder.url("\(own)/\(name)"))
    let data = command[0] == "study" ? [] : ["--data", "csv:\(try folder.writeTable())"]
    let words = command + data + ["--out", folder.path("out")]
    let recorder = Recorder()
    #expect(tool.run(words, console: recorder.console) == .failure)
    let reason =
      name == "index.html"
      ? "is not of descent; take another folder, or --overwrite to replace it"
      : "is of another run; --overwrite begins anew"
    #expect(recorder.errorLines.last?.hasSuffix("\(own)/\(name) \(reason)") == true)
    #expect(try Data(contentsOf: folder.url("\(own)/\(name)")) == Data("mine".utf8))
    #expect(tool.run(words + ["--overwrite"], console: recorder.console) == .success)
    for name in ["runs.csv", "rates.csv", "verdicts.csv", "test-error.svg"] {
      try? FileManager.default.removeItem(at: folder.url("\(own)/\(name)"))
    }
    #expect(tool.run(words, console: recorder.console) == .success, "\(recorder.errorLines)")
  }

  /// The tool with a study of a moment.
  private var tool: CommandLineTool {
    CommandLineTool(
      name: "descent", summary: "",
      commands: CommandLineTool.descent.commands.map {
        $0 is StudyCommand ? StudyCommand(studies: [Trivial(name: "first")]) : $0
      })
  }

  @Test func `a run without its checkpoint is not begun anew over what is left of it`() throws {
    let folder = try ToyFolder()
    let words =
      ["train", "--steps", "4", "--hidden", "2", "--keep-best", "--out", folder.path("out")]
      + ["--data", "csv:\(try folder.writeTable())"]
    func run(_ more: String...) -> (code: ExitCode, message: String) {
      let recorder = Recorder()
      let code = CommandLineTool.descent.run(words + more, console: recorder.console)
      return (code, recorder.errorLines.last ?? "")
    }
    #expect(run().code == .success)
    let rest = try FileManager.default.contentsOfDirectory(atPath: folder.path("out"))
      .filter { $0 != "checkpoint.safetensors" }.sorted()
    #expect(rest == ["best.safetensors", "epochs.csv", "index.html"])
    try FileManager.default.removeItem(at: folder.url("out/checkpoint.safetensors"))
    for name in ["epochs.csv", "index.html"] {
      for more in [[], ["--resume"]] {
        let message = more.isEmpty ? run().message : run("--resume").message
        let left = more.isEmpty && name == "index.html" ? "best.safetensors" : name
        #expect(
          message.hasSuffix(
            "out/\(left) is there, but no checkpoint.safetensors that a run could go on from; take "
              + "another folder, or --overwrite begins anew"), "\(message)")
      }
      try FileManager.default.removeItem(at: folder.url("out/\(name)"))
    }
    #expect(run().message.contains("best.safetensors is there"))
    // What a kill before the first checkpoint leaves.
    #expect(run("--resume").code == .success)
  }
}
