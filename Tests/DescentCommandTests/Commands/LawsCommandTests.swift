import Descent
import DescentCommand
import OptimizationTesting
import Testing

/// `descent laws` as a user types it.
@Suite struct LawsCommandTests {
  /// The tool with other laws, which says how far it is after every two combinations.
  private func tool(_ laws: [Law]) -> CommandLineTool {
    CommandLineTool(
      name: "descent", summary: "", commands: [LawsCommand(laws: laws, stretch: 2)])
  }

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

  @Test func `the laws are made when the command runs`() {
    @Sendable func laws() -> [Law] {
      Issue.record("a command line makes all laws")
      return []
    }
    _ = LawsCommand(laws: laws())
  }

  /// Five combinations in stretches of two: each counts once, and each that fails can be seen again.
  @Test func `a broken law is a failure`() throws {
    let law = Law.equivalence(
      "the rate is 3", of: { .sgd(learningRate: $0.schedule) },
      and: { _ in .sgd(learningRate: .constant(3)) })
    let recorder = Recorder()
    let code = tool([law]).run(
      ["laws", "--combinations", "5", "--seed", "1", "--first", "7"], console: recorder.console)
    #expect(code == .failure)
    #expect(
      recorder.errorLines.dropFirst().map { $0.prefix { $0 != "," } }
        == ["2 combinations", "4 combinations", "5 combinations"])
    let replays = recorder.output.matches(
      of: /descent laws --seed 1 --first ([0-9]+) --combinations 1/)
    let numbers = replays.compactMap { Int($0.output.1) }
    #expect(!numbers.isEmpty && numbers == numbers.sorted())
    #expect(numbers.allSatisfy { (7...11).contains($0) })
    #expect(recorder.errorLines.last?.hasSuffix(" \(numbers.count) failures") == true)
  }

  @Test func `the seed determines everything`() {
    let outputs = (0..<2).map { _ in
      let recorder = Recorder()
      _ = tool([.zeroRateIsNoDecay]).run(
        ["laws", "--combinations", "2", "--seed", "9", "--first", "1"], console: recorder.console)
      return recorder.output
    }
    #expect(outputs[0] == outputs[1])
  }
}
