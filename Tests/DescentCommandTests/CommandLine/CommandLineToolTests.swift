import DescentCommand
import Testing

private enum Colour: String, CaseIterable, Sendable {
  case red
  case green
}

private struct PaintOptions: OptionGroup {
  let colour = Option("colour", .choice, default: Colour.red, help: "the colour")
}

private struct PaintCommand: Command {
  let name = "paint"
  let summary = "Paint a wall"
  let discussion = "example: descent paint north --layers 3"
  let wall = Positional("WALL", help: "which wall")
  let paint = PaintOptions()
  let layers = Option("layers", .integer(in: 1...9), default: 2, help: "how many layers")
  let rate = Option("rate", .number(in: 0...), default: 0.5, help: "how fast")
  let out = Option("out", .text("FOLDER"), help: "where to")
  let json = Switch("json", help: "print JSON")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let parts: [String] = [
      arguments[wall] ?? "any", arguments[paint.colour].rawValue, "\(arguments[layers])",
      "\(arguments[rate])", arguments[optional: out] ?? "here", "\(arguments[json])",
    ]
    console.print(parts.joined(separator: " "))
    return .success
  }
}

private struct FailCommand: Command {
  struct Broken: Error, CustomStringConvertible { let description = "the brush is broken" }
  let name = "fail"
  let summary = "Fail"
  func run(_ arguments: Arguments, console: Console) throws -> ExitCode { throw Broken() }
}

@Suite struct CommandLineToolTests {
  private let tool = CommandLineTool(
    name: "descent", summary: "Walls", commands: [PaintCommand(), FailCommand()])

  private func run(_ line: String) -> (code: ExitCode, output: String, errors: [String]) {
    let recorder = Recorder()
    let words = line.split(separator: " ").map(String.init)
    let code = tool.run(words, console: recorder.console)
    return (code, recorder.output, recorder.errorLines)
  }

  @Test(arguments: [
    ("paint", "any red 2 0.5 here false"),
    ("paint north --layers 3 --json", "north red 3 0.5 here true"),
    ("paint --layers=9 --colour=green --rate 1e-3", "any green 9 0.001 here false"),
    ("paint --out - -- --json", "--json red 2 0.5 - false"),
    ("paint --out -- --json", "any red 2 0.5 -- true"),
    ("paint -", "- red 2 0.5 here false"), ("paint -- -", "- red 2 0.5 here false"),
    ("paint -- --help", "--help red 2 0.5 here false"), ("paint -- -h", "-h red 2 0.5 here false"),
  ])
  func understood(line: String, printed: String) {
    let result = run(line)
    #expect(result.code == .success)
    #expect(result.output == printed)
    #expect(result.errors == [])
  }

  @Test(arguments: [
    ("pant", "descent: there is no command pant; did you mean paint?"),
    ("xyzzy", "descent: there is no command xyzzy; there are paint, fail"),
    ("paint --layer 3", "descent: paint has no --layer; did you mean --layers?"),
    ("paint --color red", "descent: paint has no --color; did you mean --colour?"),
    ("paint --hlep", "descent: paint has no --hlep; did you mean --help?"),
    ("paint -x", "descent: paint has no -x; see descent paint --help"),
    ("paint --layers", "descent: --layers must be followed by NUMBER"),
    (
      "paint --layers 0", "descent: --layers must be a whole number in 1...9, but is \"0\""
    ),
    (
      "paint --layers 1.5", "descent: --layers must be a whole number in 1...9, but is \"1.5\""
    ),
    ("paint --rate -1", "descent: --rate must be a number in 0.0..., but is \"-1\""),
    ("paint --rate inf", "descent: --rate must be a number in 0.0..., but is \"inf\""),
    ("paint --colour blue", "descent: --colour must be one of red, green, but is \"blue\""),
    (
      "paint --colour grene",
      "descent: --colour must be one of red, green, but is \"grene\"; did you mean green?"
    ),
    ("paint --json=yes", "descent: --json takes no value, but is given \"yes\""),
    ("paint --layers 3 --layers 4", "descent: --layers is given twice"),
    ("paint north south", "descent: paint: no place for \"south\"; see descent paint --help"),
    ("fail --json", "descent: fail has no --json; see descent fail --help"),
  ])
  func refused(line: String, message: String) {
    let result = run(line)
    #expect(result.code == .usage)
    #expect(result.output == "")
    #expect(result.errors == [message])
  }

  @Test func aJobThatFails() {
    let result = run("fail")
    #expect(result.code == .failure)
    #expect(result.errors == ["descent: the brush is broken"])
  }

  @Test(arguments: ["paint --help", "paint -h", "help paint", "paint --layers nonsense --help"])
  func helpOfACommand(line: String) {
    let result = run(line)
    #expect(result.code == .success)
    #expect(result.errors == [])
    let parts = [
      "usage: descent paint [WALL] [flags]", "Paint a wall.", "WALL  which wall",
      "--colour red|green  the colour (default: red)", "how many layers (default: 2)",
      "--out FOLDER", "--json", "--help", "example: descent paint north",
    ]
    for part in parts { #expect(result.output.contains(part), "\(result.output)") }
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: ["--help", "-h", "help"]) func helpOfTheTool(line: String) {
    let result = run(line)
    #expect(result.code == .success)
    #expect(result.output.contains("paint  Paint a wall"))
  }

  @Test func nothingTyped() {
    let result = run("")
    #expect(result.code == .usage)
    #expect(result.output == "")
    #expect(result.errors.first?.contains("usage: descent COMMAND") == true)
  }
}
