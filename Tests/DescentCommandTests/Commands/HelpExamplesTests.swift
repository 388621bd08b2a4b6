import Descent
import Foundation
import Testing

@testable import DescentCommand

/// What help and pages show can be typed.
@Suite struct HelpExamplesTests {
  /// The lines that call the tool in the help of the commands.
  static let ofHelp = calls(in: CommandLineTool.descent.commands.map(\.discussion))

  private static func calls(in texts: [String]) -> [String] {
    texts.flatMap { $0.split(separator: "\n") }.compactMap { line in
      line.firstMatch(of: #/^(?:swift run .*)?descent (\w+(?: [^#]*)?)/#).map { String($0.1) }
    }
  }

  /// The lines that call the tool: in the help of the commands, in the pages and the README.
  private static let examples: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let docs = root.appending(path: "Docs")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: docs.path)) ?? []
    let pages =
      [root.appending(path: "README.md")]
      + names.filter { $0.hasSuffix(".md") }.map { docs.appending(path: $0) }
    return ofHelp + calls(in: pages.compactMap { try? String(contentsOf: $0, encoding: .utf8) })
  }()

  @Test func `every example is understood`() throws {
    #expect(Self.examples.count >= 10)
    for example in Self.examples {
      let words = example.split(separator: " ").map(String.init)
      let command = try #require(
        CommandLineTool.descent.commands.first { $0.name == words[0] }, "\(example)")
      let arguments = try Arguments(Array(words.dropFirst()), for: command)
      for child in Mirror(reflecting: command).children {
        guard let options = child.value as? CompositionOptions else { continue }
        #expect(throws: Never.self, "\(example)") {
          try Optimizer(options.composition(arguments, steps: 1_000))
        }
      }
    }
  }

  @Test func `words and flags are explained within 80 characters`() {
    var wrapped = 0
    for command in CommandLineTool.descent.commands {
      let recorder = Recorder()
      _ = CommandLineTool.descent.run([command.name, "--help"], console: recorder.console)
      for section in recorder.output.split(separator: "\n\n")
      where section.hasPrefix("flags:") || section.hasPrefix("words:") {
        let lines = section.split(separator: "\n")
        for line in lines { #expect(line.count <= 80, "\(command.name): \(line)") }
        wrapped += lines.count { $0.hasPrefix("          ") }
      }
    }
    #expect(wrapped > 20)
  }

  /// The phrases in the help of a flag: `stable:5e-4`.
  @Test func `every phrase in the help of a flag is understood`() throws {
    let command = ExplainCommand()
    var count = 0
    for flag in command.declarations where flag.placeholder == "PART" {
      for phrase in flag.help.matches(of: #/\w+:[^\s;]+|[\w.]+=[^\s;]+/#) {
        count += 1
        let words = ["--optimizer", "lamb", "--\(flag.name)", String(phrase.0)]
        let arguments = try Arguments(words, for: command)
        #expect(throws: Never.self, "\(phrase.0)") {
          try command.composition.composition(arguments, steps: 10_000)
        }
      }
    }
    #expect(count >= 7)
  }
}
