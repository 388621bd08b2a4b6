import DescentCommand
import Foundation
import Testing

/// `descent rates` as a user types it.
@Suite struct RatesCommandTests {
  private let folder: ToyFolder
  private let words: [String]

  init() throws {
    folder = try ToyFolder()
    words =
      ["rates", "--data", "csv:\(try folder.writeTable())", "--hidden", "4", "--batch", "20"]
  }

  private func run(_ more: String...) -> (code: ExitCode, output: String, errors: [String]) {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(words + more, console: recorder.console)
    return (code, recorder.output, recorder.errorLines)
  }

  @Test func `a rate between the ends is suggested, and a page drawn`() throws {
    let result = run("--optimizer", "sgd", "--steps", "60", "--out", folder.path("out"))
    #expect(result.code == .success)
    let last = try #require(result.output.split(separator: "\n").last)
    let match = try #require(last.firstMatch(of: #/^--learning-rate (\S+): a tenth of (\S+),/#))
    let (suggested, best) = (try #require(Double(match.1)), try #require(Double(match.2)))
    #expect(abs(10 * suggested / best - 1) < 0.02 && (1e-6...10).contains(best))
    let table = try String(contentsOf: folder.url("out/rates.csv"), encoding: .utf8)
    let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    // Sixteen of them are printed, from the first to the last.
    let printed = result.output.split(separator: "\n").compactMap { line in
      line.split(separator: " ").first.map(String.init)
    }.filter { rate in rows.contains { $0[0] == rate } }
    #expect(printed.count == 16 && printed[0] == rows[0][0])
    #expect(rows.last.map { String($0[0]) } == printed.last && rows.count == 60)
    let losses = rows.compactMap { Double($0[1]) }
    let lowest = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(rows[lowest][0] == match.2)
    let page = try String(contentsOf: folder.url("out/index.html"), encoding: .utf8)
    let text = page.replacing(#/<\/?span[^>]*>/#, with: "")
    #expect(page.contains("<svg") && text.contains(String(last)))
  }

  @Test func `where no rate helps, that is said`() {
    let result = run("--steps", "2", "--lowest", "1e-20", "--highest", "1e-19")
    #expect(
      result.output.hasSuffix("No rate made the loss lower; try other rates, or more --steps."))
  }

  @Test func `flags without a meaning are refused`() {
    for flags in [["--learning-rate", "1"], ["--schedule", "constant"], ["--highest", "1e-9"]] {
      let recorder = Recorder()
      #expect(
        CommandLineTool.descent.run(words + flags, console: recorder.console) == .usage)
      #expect(recorder.errorLines[0].contains(flags[0]))
    }
  }
}
