import DescentCommand
import Testing

/// `descent bench` as a user types it; what it measures takes an optimized build.
@Suite struct BenchCommandTests {
  static let mistakes = [
    (["bench", "stpe"], "but is stpe; did you mean step?"),
    (["bench", "everything"], "what to measure must be step, product, train or all"),
    (["bench", "--only", "lionn"], "did you mean lion?"),
    (["bench", "--elements", "10", "--parameters", "3"], "must be a multiple of --parameters"),
    (["bench", "product", "--only", "lion"], "--only has no meaning for bench product"),
    (["bench", "--elements", "0"], "must be a whole number in 1..."),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake is said before anything is measured`(_ index: Int) {
    let (words, message) = Self.mistakes[index]
    let recorder = Recorder()
    #expect(CommandLineTool.descent.run(words, console: recorder.console) == .usage)
    #expect(recorder.errorLines.joined().contains(message))
    #expect(recorder.output.isEmpty)
  }

  /// Beside the plain parts of the other roles this schedule has no meaning.
  ///
  /// Where a terabyte is copied in a second, less is done than is said.
  @Test func `what can't take a step says why in its row, after what the machine does`() throws {
    let recorder = Recorder()
    let words = ["bench", "step", "--only", "learning rate schedule: momoRate", "--elements", "4"]
    #expect(CommandLineTool.descent.run(words, console: recorder.console) == .success)
    #expect(recorder.output.contains("momoRate  MomoRate: it measures by momentum of 0.9"))
    let copy = try #require(recorder.output.firstMatch(of: /copy ([0-9.]+) GB/))
    #expect(try #require(Double(copy.1)) < 1_000)
  }
}
