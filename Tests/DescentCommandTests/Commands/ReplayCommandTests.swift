import DescentCommand
import Foundation
import Testing

/// The example of the page about replays, as a reader would try it.
@Suite struct ReplayCommandTests {
  /// The blocks of a language in `Docs/ReplayGradients.md`.
  private func blocks(_ language: String) throws -> [String] {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 1...4 { root.deleteLastPathComponent() }
    let page = root.appendingPathComponent("Docs/ReplayGradients.md")
    return try String(contentsOf: page, encoding: .utf8)
      .components(separatedBy: "\n```\(language)\n").dropFirst()
      .compactMap { $0.components(separatedBy: "\n```").first }
  }

  private func replay(
    _ json: String, _ options: String...
  ) throws -> (code: ExitCode, output: String, errors: [String]) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("replay-\(UUID().uuidString).json")
    try Data(json.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["replay", file.path] + options, console: recorder.console)
    return (code, recorder.output, recorder.errorLines)
  }

  @Test func `the page shows what is printed`() throws {
    let result = try replay(try #require(blocks("json").first))
    #expect(result.code == .success)
    #expect(result.output == (try blocks("text").first))
  }

  @Test func `the page shows what is said of a misspelt name`() throws {
    let example = try #require(blocks("json").first)
    let result = try replay(
      example.replacingOccurrences(of: #"{"weight": [0.1"#, with: #"{"wieght": [0.1"#))
    #expect(result.code == .failure)
    #expect(result.output == "")
    #expect(result.errors == [try #require(blocks("text").last)])
  }

  private func weights(_ values: String, decay: String = "none") -> String {
    #"{"recipe": {"recipe": "sgd", "decay": "# + decay
      + #", "schedule": {"name": "constant", "learningRate": 1}}, "#
      + #""parameters": [{"name": "w", "values": "# + values + #"}], "gradients": [{"w": [0]}]}"#
  }

  private let none = #"{"name": "none"}"#

  @Test func `numbers are rounded, refused by place, or texts`() throws {
    #expect(try replay(weights("[1e-50]", decay: none)).output.hasSuffix("  w [0.0]"))
    #expect(
      try replay(weights("[1e39]", decay: none)).errors.first?
        .contains("values[0]: 1e+39 is beyond what 32 bits hold") == true)
    #expect(try replay(weights(#"["-inf"]"#, decay: none)).output.hasSuffix("  w [-inf]"))
    #expect(try replay(weights("[NaN]", decay: none)).errors.first?.contains("at byte") == true)
  }

  @Test func `multipliers beyond 32 bits and unknown policies are refused by name`() throws {
    let example = try #require(blocks("json").first)
    func message(_ old: String, _ new: String) throws -> String {
      try #require(example.contains(old))
      return try replay(example.replacing(old, with: new)).errors.first ?? ""
    }
    for (field, number) in [("learningRateMultiplier", 2), ("decayMultiplier", 0)] {
      #expect(
        try message("\"\(field)\": \(number)", "\"\(field)\": 1e-50").hasSuffix(
          "groups[1].\(field): 1e-50 is too small a number; the smallest above 0 is 1e-45"))
    }
    #expect(
      try message("leaveOut", "leaveout").hasSuffix(
        #"there is no policy of missingGradients "leaveout"; did you mean leaveOut?"#))
  }

  @Test func `a decay that was stopped is said`() throws {
    let limited = weights("[3]", decay: #"{"name": "decoupled", "rate": 2}"#)
    #expect(
      try replay(limited).output
        .hasPrefix("step 1, learning rate 1.0, the decay was stopped at 0\n"))
    #expect(try replay(limited, "--json").output.contains(#""decayWasLimited" : true"#))
  }

  @Test func `printed parameters are read again`() throws {
    let json =
      #"{"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 1}}, "#
      + #""parameters": {"v": ["inf"], "w": [2, 1]}, "gradients": [{"v": [0], "w": [1, 1]}]}"#
    #expect(try replay(json).output.hasSuffix("  v [inf]\n  w [1.0, 0.0]"))
  }

  @Test func `as JSON, the same numbers`() throws {
    struct Listing: Decodable {
      struct Step: Decodable {
        let step: Int
        let learningRate: Double
        let parameters: [String: [Float]]
      }
      let steps: [Step]
    }
    let example = try #require(blocks("json").first)
    let json = try replay(example, "--json").output
    let listing = try JSONDecoder().decode(Listing.self, from: Data(json.utf8))
    let lines = listing.steps.flatMap { step in
      ["step \(step.step), learning rate \(step.learningRate)"]
        + step.parameters.sorted { $0.key < $1.key }.map { "  \($0.key) \($0.value)" }
    }
    #expect(lines.joined(separator: "\n") == (try replay(example).output))
  }
}
