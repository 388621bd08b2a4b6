import DescentCommand
import Proofs
import Testing

/// `descent fuzz` as a user types it.
@Suite struct FuzzCommandTests {
  @Test func `every reader has a line, the last line has the sums, and no failure is success`()
    throws
  {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["fuzz", "--mutations", "20", "--seed", "1"], console: recorder.console)
    let lines = recorder.output.split(separator: "\n")
    #expect(lines.last?.hasPrefix("\(20 * (lines.count - 1)) mutations, ") == true)
    #expect(lines.last?.hasSuffix(" accepted, 0 failures") == true)
    #expect(lines.contains { $0.hasPrefix("command-line: 20 mutations, ") })
    #expect(recorder.errorLines.first == "seed 1")
    #expect(code == .success)
  }

  @Test func `a reader that breaks a rule is a failure`() {
    let readers = ["broken", "whole"].map { name in
      FuzzedReader(name, samples: [[1, 2]], refusals: []) { _ in
        if name == "broken" { throw BrokenPromise("half of it is loaded") }
      }
    }
    let tool = CommandLineTool(
      name: "descent", summary: "", commands: [FuzzCommand(readers: readers)])
    let recorder = Recorder()
    let code = tool.run(["fuzz", "--mutations", "2", "--seed", "3"], console: recorder.console)
    #expect(code == .failure)
    #expect(
      recorder.output.hasPrefix(
        "descent fuzz --reader broken --seed 3 --from 0 --mutations 1\n"
          + "BrokenPromise: half of it is loaded\n"))
    #expect(recorder.output.hasSuffix("\n4 mutations, 0 refusals, 2 accepted, 2 failures"))
  }

  @Test func `what is tried is made when the command runs`() {
    @Sendable func readers() -> [FuzzedReader] {
      Issue.record("a command line makes all readers")
      return []
    }
    _ = FuzzCommand(readers: readers())
  }

  @Test func `a single file can be tried again`() {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["fuzz", "--reader", "csv", "--seed", "7", "--from", "1234", "--mutations", "1"],
      console: recorder.console)
    #expect(recorder.errorLines == ["seed 7", "csv 1234"])
    #expect(code == .success)
  }

  @Test func `a reader that there is not is a usage error`() {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(["fuzz", "--reader", "cvs"], console: recorder.console)
    #expect(
      recorder.errorLines.last?.hasPrefix(
        "descent: --reader: there is no reader \"cvs\"; did you mean csv? there are ") == true)
    #expect(code == .usage)
  }
}
