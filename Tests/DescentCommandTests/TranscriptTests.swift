import Foundation
import OptimizationTesting
import TestSupport
import Testing
import Training

@testable import DescentCommand

/// Everything that commands print and write, against what it was when somebody read it.
///
/// A file of `Transcripts` has the commands behind `$`, what they print, errors behind `!`, the exit code
/// behind `?`, and each file that they write behind `==`: what is in it once for each name.
@Suite struct TranscriptTests {
  /// The tool, where what takes long is small.
  private static let tool = CommandLineTool(
    name: "descent", summary: "Optimizers",
    commands: CommandLineTool.descent.commands.map { command -> any Command in
      switch command {
      case is LawsCommand: LawsCommand(laws: [.zeroRateIsNoDecay])
      case is StudyCommand:
        StudyCommand(studies: [Trivial(name: "first"), Trivial(name: "second")])
      default: command
      }
    })

  @Test(arguments: ["agent", "compare", "explain", "rates", "replay", "study", "train"])
  func `commands print and write what they did`(_ name: String) throws {
    let kept = KeptText("Transcripts/\(name).txt", beside: #filePath)
    let folder = try ToyFolder()
    for write in [folder.writeTable, folder.writeText, folder.writeImages] { _ = try write() }
    try Data(Self.replay.utf8).write(to: folder.url("steps.json"))
    var shown: Set<Substring> = []
    let found = try kept.lines.filter { $0.hasPrefix("$ ") }.flatMap { line in
      [line] + (try Self.run(line, in: folder, &shown))
    }
    let difference = try kept.difference(from: found)
    #expect(difference == nil)
  }

  /// Two groups, a skipped step and a decay that is stopped at 0.
  private static let replay = """
    {"recipe": {"recipe": "adams", "schedule": {"name": "constant", "learningRate": 0.1},
      "transforms": [{"name": "skipNonFinite"}], "decay": {"name": "stable", "rate": 50}},
     "parameters": [{"name": "b", "values": [0.25]},
       {"name": "w", "shape": [2], "values": [0.5, -1.25]}],
     "groups": [{"name": "first", "parameters": ["w"], "learningRateMultiplier": 0.5},
       {"name": "rest", "parameters": ["b"], "decayMultiplier": 0}],
     "gradients": [{"b": [1], "w": [0.1, 0.2]}, {"b": ["nan"], "w": [0.3, -0.1]},
       {"b": [2], "w": [1e-3, 1e-4]}]}
    """

  /// The lines that a command line leaves behind.
  private static func run(
    _ line: String, in folder: ToyFolder, _ shown: inout Set<Substring>
  ) throws -> [String] {
    let root = folder.path("")
    let before = try files(in: folder)
    let recorder = Recorder()
    let words = line.dropFirst(2).split(separator: " ").map {
      String($0).replacing("FOLDER", with: root)
    }
    let code = tool.run(words, console: recorder.console)
    var text = recorder.output + "\n"
    for line in recorder.errorLines { text += "! \(line)\n" }
    text += "? \(code.rawValue)\n"
    for (name, data) in try files(in: folder).sorted(by: { $0.key < $1.key })
    where before[name] != data {
      text += "== \(name)\n"
      guard !name.hasSuffix("safetensors"),
        shown.insert(name.split(separator: "/").last ?? "").inserted
      else { continue }
      text += String(decoding: data, as: UTF8.self) + "\n"
    }
    // Columns are as wide as the folder's path; how long something took is another number each time.
    if text.contains(root) { text = text.replacing(#/ {3,}/#, with: "  ") }
    return text.replacing(root, with: "FOLDER")
      .replacing(programDescription, with: "PROGRAM")
      // The digits of all numbers of a run, to the last.
      .replacing(#/,check,,[0-9a-f]+/#, with: ",check,,DIGITS")
      .replacing(#/<style>(.|\n)*?<\/style>/#, with: "<style>")
      .replacing(#/<math(.|\n)*?<\/math>/#, with: "<math>")
      .replacing(#/[0-9]+ (s|min) left/#, with: "some time left")
      .split(separator: "\n").map(String.init)
  }

  private static func files(in folder: ToyFolder) throws -> [String: Data] {
    let names = FileManager.default.enumerator(atPath: folder.path(""))?.compactMap {
      $0 as? String
    }
    var files: [String: Data] = [:]
    for name in names ?? [] { files[name] = try? Data(contentsOf: folder.url(name)) }
    return files
  }
}
