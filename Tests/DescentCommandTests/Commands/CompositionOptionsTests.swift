import DescentCommand
import Foundation
import Testing

/// The flags that compose an optimizer, beside a recipe in a file.
@Suite struct CompositionOptionsTests {
  /// What `descent explain` says of a recipe in a file.
  private func explain(
    _ json: String, _ words: String...
  ) throws -> (code: ExitCode, lines: [Substring], error: String) { try explain(json, words) }

  private func explain(
    _ json: String, _ words: [String]
  ) throws -> (code: ExitCode, lines: [Substring], error: String) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("recipe-\(UUID().uuidString).json")
    try Data(json.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["explain", "--recipe", file.path] + words, console: recorder.console)
    return (code, recorder.output.split(separator: "\n"), recorder.errorLines.joined())
  }

  private let withSchedule =
    #"{"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 3}}"#

  @Test func `a recipe in a file is not named, too`() throws {
    let result = try explain(withSchedule, "--optimizer", "adam")
    #expect(result.code == .usage)
    #expect(result.error == "descent: --recipe takes the place of --optimizer")
  }

  @Test func `several transforms act in their order, before those of the recipe`() throws {
    func gradientLines(_ words: String...) throws -> [Substring] {
      let recorder = Recorder()
      let line = ["explain", "--optimizer", "sgd", "--schedule", "constant"] + words
      #expect(CommandLineTool.descent.run(line, console: recorder.console) == .success)
      return recorder.output.split(separator: "\n").filter { $0.hasPrefix("g ←") }
    }
    let value = try gradientLines("--transform", "clipByValue:0.5")
    let norm = try gradientLines("--transform", "clipByNorm:1")
    #expect(!value.isEmpty && !norm.isEmpty && value != norm)
    #expect(
      try gradientLines("--transform", "clipByValue:0.5", "--transform", "clipByNorm:1")
        == value + norm)
    #expect(
      try gradientLines("--transform", "clipByNorm:1", "--transform", "clipByValue:0.5")
        == norm + value)
  }

  @Test func `the flags of the learning rate change the schedule of a file`() throws {
    #expect(try explain(withSchedule).lines[0] == "η ← 3")
    #expect(try explain(withSchedule, "--learning-rate", "0.5").lines[0] == "η ← 0.5")
    #expect(
      try explain(withSchedule, "--warm-up", "4").lines[0]
        == "η ← [t < 4]·3·t / 4 + [t ≥ 4]·3")
    let wrapped =
      #"{"recipe": "sgd", "schedule": {"name": "clamped", "low": 0, "high": 9, "base": "#
      + #"{"name": "constant", "learningRate": 3}}}"#
    #expect(try explain(wrapped, "--learning-rate", "2").lines[0].contains("2"))
    let listed = #"{"recipe": "sgd", "schedule": {"name": "list", "rates": [1, 2]}}"#
    #expect(
      try explain(listed, "--learning-rate", "2").error
        .hasSuffix("the schedule of --recipe has none; give --schedule, too"))
  }

  @Test(arguments: [
    "constant:learningRate=0.1", "step:peak=0.1,factor=0.5,steps=9",
    "cyclic:low=0,high=1,up=2,down=2",
  ])
  func `a rate beside a schedule that has its own is refused`(_ schedule: String) throws {
    let bare = #"{"recipe": "padam"}"#
    let refused = try explain(bare, "--schedule", schedule, "--learning-rate", "0.5")
    #expect(
      refused.error.hasSuffix(
        "--learning-rate: the schedule has rates of its own; give one of the two"))
    #expect(try explain(bare, "--schedule", schedule).code == .success)
    #expect(
      try explain(bare, "--schedule", "constant:learningRate=2", "--learning-rate", "2").lines[0]
        == "η ← 2")
  }

  @Test func `a file without a schedule takes that of the flags`() throws {
    let bare = #"{"recipe": "padam"}"#
    #expect(try explain(bare, "--schedule", "constant").lines[0] == "η ← 0.1")
    #expect(
      try explain(bare, "--schedule", "constant", "--learning-rate", "2").lines[0] == "η ← 2")
    #expect(try explain(bare).lines[0].hasPrefix("η ← ") == true)
    let unnamed =
      #"{"moments": {"name": "gradient"}, "preconditioner": {"name": "identity"}, "#
      + #""decay": {"name": "none"}}"#
    #expect(try explain(unnamed, "--learning-rate", "2").code == .success)
    #expect(try explain(unnamed).error.hasSuffix("cosine: peak must be given"))
  }

  @Test func `a recipe that builds on its schedule gets the new one inside`() throws {
    let lines = try explain(#"{"recipe": "prodigy"}"#, "--schedule", "constant:1").lines
    let named = try run("--optimizer", "prodigy", "--schedule", "constant:1").lines
    #expect(lines == named)
  }

  /// The lines from that of the learning rate of a group on.
  private func group(_ name: String, _ lines: [Substring]) -> [Substring] {
    Array(lines.drop { $0 != "Group \(name):" }.dropFirst())
  }

  @Test func `muon gives the rest to AdamW, at its own rate, in the same schedule`() throws {
    let lines = try run("--optimizer", "muon", "--schedule", "constant").lines
    #expect(lines.first == "η ← 0.02")
    let adamw = try run("--optimizer", "adamw", "--schedule", "constant").lines
    #expect(group("rest", lines) == adamw)
    let words = ["--schedule", "step:0.1,2000", "--warm-up", "4"]
    let doubled = try explain(#"{"recipe": "muon"}"#, words + ["--learning-rate", "0.04"]).lines
    let fast = try explain(#"{"recipe": "adamw"}"#, words + ["--learning-rate", "0.002"]).lines
    #expect(group("rest", doubled) == fast)
    #expect(try run("--optimizer", "lion").lines.allSatisfy { !$0.hasPrefix("Group") })
  }

  @Test func `a file says what its groups get`() throws {
    func lines(_ groups: String) throws -> [Substring] {
      try explain(#"{"recipe": "muon", "groups": \#(groups)}"#, ["--schedule", "constant"]).lines
    }
    #expect(try lines("{}").allSatisfy { !$0.hasPrefix("Group") })
    let lion = try run("--optimizer", "lion", "--schedule", "constant").lines
    #expect(group("rest", try lines(#"{"rest": {"recipe": "lion"}}"#)) == lion)
    let own = #"{"rest": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 3}}}"#
    #expect(group("rest", try lines(own)).first == "η ← 3")
    let error = try explain(
      #"{"recipe": "muon", "groups": {"rest": {"recipe": "lion"}}}"#,
      ["--schedule", "list:1/2"]
    ).error
    #expect(error.hasSuffix("lion in groups needs a schedule: that of the whole has no rate"))
  }

  private func run(_ words: String...) throws -> (lines: [Substring], error: String) {
    let recorder = Recorder()
    _ = CommandLineTool.descent.run(["explain"] + words, console: recorder.console)
    return (recorder.output.split(separator: "\n"), recorder.errorLines.joined())
  }

  @Test func `a decay that begins after the end is refused`() throws {
    #expect(
      try run("--decay", "stable:0.1,from=10001").error
        == "descent: the decay begins at step 10001, but the run has 10000 steps; "
        + "from must be in 1...10000")
    #expect(try run("--decay", "stable:0.1,from=10000").error == "")
  }

  @Test func `a staircase needs its period, and other schedules end with the run`() throws {
    let message =
      "descent: --schedule: after how many steps the learning rate falls must be given, in 1..<10000, "
      + "as in step:0.1,3333"
    #expect(try run("--schedule", "step:0.1").error == message)
    #expect(try run("--schedule", "step:0.1,10").lines[0].contains("floor((t − 1) / 10)"))
    #expect(try run("--schedule", "exponential:0.1").lines[0].contains("(t − 1) / 10000"))
  }

  @Test func `decays have the names that people know`() throws {
    #expect(try run("--decay", "swd:0.1").lines == run("--decay", "stable:0.1").lines)
    #expect(try run("--decay", "adamw:0.2").lines == run("--decay", "decoupled:0.2").lines)
  }

  @Test func `a file that can't be read is refused with the reason`() throws {
    #expect(
      try run("--recipe", "no-such.json").error
        == "descent: --recipe: no-such.json: there is no such file")
    #expect(try run("--recipe", ".").error.hasSuffix("must be a regular file, but is a folder"))
    let folder = try ToyFolder()
    try Data(#"{"recpe": "adamw"}"#.utf8).write(to: folder.url("r.json"))
    #expect(
      try run("--recipe", folder.path("r.json")).error
        == #"descent: --recipe: there is no field "recpe"; did you mean recipe?"#)
  }

  @Test func `names of other roles are shown their place`() throws {
    #expect(
      try run("--decay", "momentum").error
        == "descent: --decay: momentum is no decay policy, but a moment estimator")
    #expect(try run("--decay", "nope").error.contains("did you mean none? there are none, coupled"))
    #expect(try run("--decay", "l1").error.hasSuffix("l1: rate must be given, as in l1:0.01"))
  }

  @Test func `nothing is said of a decay that is none, and all of what metrics do`() throws {
    for name in ["lamb", "novograd"] {
      let lines = try run("--optimizer", name).lines
      #expect(lines.count > 3)
      #expect(!lines.contains { $0.contains("λ") }, "\(lines)")
    }
    let lines = try explain(
      #"{"recipe": "sgd", "schedule": {"name": "polyak", "base": "#
        + #"{"name": "constant", "learningRate": 1}}}"#
    ).lines
    #expect(lines.contains("refuse unless [reports > used]"))
    #expect(lines.suffix(2) == ["loss ← metric", "reports ← reports + 1"])
  }

  @Test func `the format may be written in any case`() throws {
    #expect(try run("--format", "LaTeX").lines.first == #"\begin{aligned}"#)
  }

  /// A number that 64 bits hold as 0 alone would be another number than was asked for.
  @Test(arguments: [
    ["--learning-rate", "1e-400"], ["--decay", "stable:1e-400"], ["--moments", "heavyBall:1e-999"],
  ])
  func `a number that would become 0 is refused`(_ words: [String]) {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(["explain"] + words, console: recorder.console)
    #expect(code == .usage)
    #expect(recorder.errorLines.joined().contains(words[1].drop { $0 != "1" }))
    #expect(recorder.output.isEmpty)
  }

  @Test func `0 is a number, however it is written`() {
    let recorder = Recorder()
    let line = ["explain", "--decay", "stable:0.0e-400", "--learning-rate", "0e-999"]
    #expect(CommandLineTool.descent.run(line, console: recorder.console) == .success)
  }

  @Test func `a table without its csv: is understood, and refused with it`() {
    let recorder = Recorder()
    _ = CommandLineTool.descent.run(["train", "--data", "a/b.csv"], console: recorder.console)
    #expect(
      recorder.errorLines == ["descent: --data: a table is asked for by csv:a/b.csv"])
  }
}
