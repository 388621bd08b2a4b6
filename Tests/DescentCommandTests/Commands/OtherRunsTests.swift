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
    "checkpoint.safetensors", "epochs.csv", "episodes.csv", "runs.csv", "rates.csv",
  ]

  @Test(arguments: commands, marks)
  func `what is there is refused until it is said to be overwritten`(
    _ command: [String], _ mark: String
  ) throws {
    let folder = try ToyFolder()
    try FileManager.default.createDirectory(
      at: folder.url("out"), withIntermediateDirectories: true)
    for name in [mark, "index.html"] { try Data("mine".utf8).write(to: folder.url("out/\(name)")) }
    let tool = CommandLineTool(
      name: "descent", summary: "",
      commands: CommandLineTool.descent.commands.map {
        $0 is StudyCommand ? StudyCommand(studies: [Trivial(name: "first")]) : $0
      })
    let data =
      command.contains("--task") || command[0] == "study"
      ? [] : ["--data", "csv:\(try folder.writeTable())"]
    let words = command + data + ["--out", folder.path("out")]
    let recorder = Recorder()
    #expect(tool.run(words, console: recorder.console) == .failure)
    #expect(recorder.errorLines.last?.contains("\(mark) is of another run; --") == true)
    #expect(recorder.errorLines.last?.hasSuffix("--overwrite begins anew") == true)
    for name in [mark, "index.html"] {
      #expect(try Data(contentsOf: folder.url("out/\(name)")) == Data("mine".utf8), "\(name)")
    }
    #expect(tool.run(words + ["--overwrite"], console: recorder.console) == .success)
  }
}
