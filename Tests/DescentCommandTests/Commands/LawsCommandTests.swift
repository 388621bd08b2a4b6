import DescentCommand
import Testing

/// `descent laws` as a user types it.
@Suite struct LawsCommandTests {
  @Test func `the last line has three numbers, and no failure is success`() throws {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["laws", "--combinations", "3", "--seed", "1", "--first", "7"], console: recorder.console)
    let last = try #require(recorder.output.split(separator: "\n").last)
    #expect(last.hasPrefix("3 combinations, "))
    #expect(last.hasSuffix(" cases, 0 failures"))
    #expect(recorder.errorLines == ["seed 1", String(last)])
    #expect(code == .success)
  }

  @Test func `the seed determines everything`() {
    let outputs = (0..<2).map { _ in
      let recorder = Recorder()
      _ = CommandLineTool.descent.run(
        ["laws", "--combinations", "2", "--seed", "9", "--first", "1"], console: recorder.console)
      return recorder.output
    }
    #expect(outputs[0] == outputs[1])
  }
}
