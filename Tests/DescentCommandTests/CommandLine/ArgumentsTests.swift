import DescentCommand
import Testing

private struct SaveCommand: Command {
  let name = "save"
  let summary = "Save"
  let out = Option("out", .text("FOLDER"), help: "where to")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode { .success }
}

@Suite struct ArgumentsTests {
  /// As `sh` and its kin read it.
  @Test(arguments: [
    ("plain-1,2", "plain-1,2"), ("two words", "'two words'"), ("it's", #"'it'\''s'"#),
    ("$HOME", "'$HOME'"), ("å", "'å'"),
  ])
  func `a line can be typed again`(_ value: String, _ quoted: String) throws {
    let command = SaveCommand()
    let arguments = try Arguments(["--out", value], for: command)
    #expect(arguments.line(of: command, without: []) == "save --out \(quoted)")
    #expect(arguments.line(of: command, without: ["out"]) == "save")
  }

  @Test func `a flag without a default is asked whether it is given`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let command = SaveCommand()
      _ = try Arguments([], for: command)[command.out]
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": --out must have a default to be read without asking\n"))
  }
}
