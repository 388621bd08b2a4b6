import DescentCommand
import Synchronization
import Testing

@Suite struct ProgressBoardTests {
  @Test func plainLines() {
    let recorder = Recorder()
    let board = ProgressBoard(["none, seed 1", "stable, seed 1"], console: recorder.console)
    board.update(0, fraction: 0.5)
    board.finish(0, note: "test error 20.0 %")
    board.finish(1, note: "test error 14.0 %")
    board.close()
    #expect(recorder.errorLines.count == 2)
    #expect(
      recorder.errorLines.first?.hasPrefix("none, seed 1    test error 20.0 %; 1 of 2 runs done, ")
        == true)
    #expect(
      recorder.errorLines.last == "stable, seed 1  test error 14.0 %; 2 of 2 runs done")
  }

  /// What is drawn is taken away again line by line: every line drawn is one the cursor goes up.
  @Test func barsAreErased() {
    let drawn = Mutex("")
    let console = Console(
      print: { _ in }, error: { _ in }, draw: { text in drawn.withLock { $0 += text } })
    let board = ProgressBoard(["a", "b", "c"], console: console)
    board.update(0, fraction: 0.25)
    board.finish(0, note: "")
    board.update(1, fraction: 0.5)
    board.print("a line")
    board.close()
    let text = drawn.withLock { $0 }
    let up = text.matches(of: /\u{1B}\[([0-9]+)A/).compactMap { Int($0.output.1) }.reduce(0, +)
    #expect(text.contains("██████░░░░░░░░░░░░░░░░░░  25 %"))
    #expect(up == text.count { $0 == "\n" })
    #expect(text.contains("0 of 3 runs done"))
  }

  @Test func aSingleRunIsNotCounted() {
    let drawn = Mutex("")
    let console = Console(
      print: { _ in }, error: { _ in }, draw: { text in drawn.withLock { $0 += text } })
    let board = ProgressBoard(["a"], console: console)
    board.update(0, fraction: 0.05)
    #expect(drawn.withLock { $0.contains("a  █░░░░░░░░░░░░░░░░░░░░░░░   5 %   ") })
    #expect(drawn.withLock { !$0.contains("runs done") })
  }

  /// A share of all runs is never above 1, or less than nothing would be left.
  @Test func whatIsLeftIsThatOfAllRuns() {
    let recorder = Recorder()
    let board = ProgressBoard(["a", "b", "c"], console: recorder.console)
    for run in 0..<2 { board.finish(run, note: "done") }
    let line = recorder.errorLines.last ?? ""
    #expect(line.hasPrefix("b  done; 2 of 3 runs done, ") && !line.contains("-"))
  }

  @Test(arguments: [
    (10.0, 0.25, "30 s left"), (89, 0.5, "89 s left"), (90, 0.5, "2 min left"),
    (60, 0.2, "4 min left"), (5, 0, ""), (5, 1, "0 s left"),
  ])
  func whatIsLeftGoesOnAsItWent(seconds: Double, fraction: Double, text: String) {
    #expect(ProgressBoard.timeLeft(after: seconds, fraction: fraction) == text)
  }
}
