import DescentCommand
import Testing

private struct SaveCommand: Command {
  let name = "save"
  let summary = "Save"
  let out = Option("out", .text("FOLDER"), help: "where to")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode { .success }
}

@Suite struct ArgumentsTests {
  @Test func `a flag without a default is asked whether it is given`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let command = SaveCommand()
      _ = try Arguments([], for: command)[command.out]
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": --out must have a default to be read without asking\n"))
  }
}
