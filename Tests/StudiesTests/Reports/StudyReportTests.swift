import Foundation
import Optimization
import Studies
import Testing
import Training

/// Two arms that are shown, a control of each kind, and runs of the caller.
private struct Shown: Study {
  static let error = Quantity("test_error", worst: 0.9, isShare: true)
  static let norm = Quantity("weight_norm", label: "‖w‖")

  let card = StudyCard(
    number: 98, name: "shown", title: "What is shown?", setting: ["Set <so>."],
    limits: ["No limits."], quick: StudyBudget(seeds: 31...33, seconds: 1),
    full: StudyBudget(seeds: 31...33, seconds: 2))
  let shown = [error, norm]
  let arms = ["b", "a", "never run"]

  func runs(after results: StudyResults) -> [StudyRun] { [] }

  func rules(in results: StudyResults) -> [(name: String, lines: [Assignment])] {
    [("b", []), ("<a>", [.d ← .g])]
  }

  let claims: [Claim] = {
    let norms = Contrast(norm, "a", minus: "b", unit: "units")
    return [
      Claim(
        "larger", "a is larger.", source: "nobody", .difference(norms, atLeast: 5),
        controls: [
          Control("gate", .gate(norms, atLeast: 5)),
          Control("weak", .absent(Contrast(norm, "a", minus: "a", unit: "units"), within: 5)),
          Control("seen", .present(norms, atLeast: 9)),
          Control("whole", .exact([Condition("a", in: 8...14) { $0["a", norm] }])),
        ]),
      Claim(
        "exact", "b is small.", source: "nobody",
        .exact([
          Condition("b", in: 0...2) { $0["b", norm] },
          Condition("b, twice", in: 0...3) { 2 * $0["b", norm] },
        ])),
    ]
  }()
}

@Suite struct StudyReportTests {
  /// Norms of a are 9, 10 and 11, of b 1, 1 and 2; a run of c diverged.
  private let results: StudyResults = {
    var results = StudyResults(form: .full, seeds: [31, 32, 33], gridSeeds: [201])
    let numbers: [String: [Double]] = ["a": [9, 10, 11], "b": [1, 1, 2], "c": [4, 4, 4]]
    for (arm, norms) in numbers {
      for (seed, norm) in zip(results.seeds, norms) {
        results[arm, seed] = Measurement(values: ["weight_norm": norm, "test_error": norm / 100])
      }
    }
    results["c", 32]?.hasDiverged = true
    results["grid", 201] = Measurement(values: ["weight_norm": 1])
    results["unmeasured", 31] = Measurement(values: ["other": 1])
    return results
  }()

  private var report: StudyReport { StudyReport(Shown(), results: results, isComplete: true) }

  @Test func `arms stand in their order, others behind them, without what has no number`() {
    #expect(report.arms.map(\.name) == ["b", "a", "c"])
    #expect(report.arms.map(\.runs) == [3, 3, 3] && report.arms.map(\.diverged) == [0, 0, 1])
    #expect(report.arms[1].numbers["weight_norm"]?.values == [9, 10, 11])
    #expect(report.arms[2].numbers["test_error"]?.values == [0.04, 0.04])
  }

  @Test func `the table of arms has percent, spreads, and what diverged`() {
    #expect(report.armTable.header == ["arm", "test error %", "‖w‖"])
    #expect(
      report.armTable.rows == [
        ["b", "1.33 ± 0.6", "1.33 ± 0.6"], ["a", "10.0 ± 1", "10.0 ± 1"],
        ["c, 1 of 3 diverged", "4.00", "4.00"],
      ])
  }

  @Test func `the command makes the report again`() {
    #expect(report.command == "descent study shown --full --seeds 31...33")
  }

  /// The half interval of 8, 9 and 9 is 4.303 · 0.577 / √3.
  @Test func `every number of a verdict stands under its name`() throws {
    let table = report.table
    func row(_ index: Int) -> [String: String] {
      Dictionary(uniqueKeysWithValues: zip(table.header, table.rows[index]))
    }
    let estimated = row(0)
    #expect(estimated["study"] == "shown" && estimated["form"] == "full")
    #expect(estimated["claim"] == "larger" && estimated["kind"] == "estimated")
    #expect(estimated["verdict"] == "supported" && estimated["word"] == "supported")
    #expect(estimated["quantity"] == "weight norm, a − b" && estimated["asked"] == "≥ 5")
    for (name, number) in [("center", 26.0 / 3), ("low", 7.2324), ("high", 10.1009)] {
      #expect(abs(try #require(Double(estimated[name] ?? "")) - number) < 1e-4, "\(name)")
    }
    #expect(estimated["n"] == "3" && estimated["missing"] == "0" && estimated["diverged"] == "0")
    let exact = row(2)
    #expect(exact["kind"] == "exact" && exact["verdict"] == "contradicted")
    #expect(exact["quantity"] == "b, twice" && exact["word"] == "fails" && exact["n"] == "3")
    #expect(exact["asked"] == "must be in 0...3" && exact["center"] == "2.000 to 4.000")
    #expect(row(1)["word"] == "holds")
  }

  @Test func `the page has rules, charts, arms and controls`() {
    let body = report.page.body
    for text in [
      "<p class=\"lead\">Supported: larger</p>", "and so tests the program, not the paper: ",
      "<h2>larger: supported</h2>", "<p class=\"note\">a is larger. (nobody)</p>",
      "<th>inequality</th><th>must be</th><th>is</th><th></th>",
      "<tr><th>b, twice</th><td>in 0...\u{200B}3</td><td>2.000 to 4.000</td><td>fails</td></tr>",
      "<p class=\"\">Set &lt;so&gt;.</p>", "&lt;a&gt;</th><td><math", "b</th><td>–</td>",
      "<th>gate: weight norm, a − b</th><td>≥\u{A0}5 units</td>", "<td>passes</td>",
      "<th>whole: a</th><td>in 8...\u{200B}14</td><td>9.000 to 11.00</td><td>passes</td>",
      "<li>No limits.</li>", "What the seeds say",
    ] {
      #expect(body.contains(text), "\(text)")
    }
    #expect(!body.contains("The job was ended"))
    let some = StudyReport(Shown(), results: results, isComplete: false)
    #expect(some.page.body.contains("The job was ended before all runs were finished"))
  }

  /// The claim is in units of its smallest size, 5: from 1.446 over 1.733 to 2.020, where 3 is at 580.
  @Test func `the chart of intervals counts in what matters`() {
    let body = report.page.body
    #expect(body.contains("claimed side is on the right"))
    #expect(body.contains("class=\"mark\" d=\"M435.0,83.0L488."))
    #expect(body.contains("class=\"dot\" cx=\"461.8\""))
    #expect(body.contains(">larger: weight norm, a − b</text>"))
  }

  @Test func `all reports have a page that counts their words`() {
    let body = VerdictsPage([report]).page.body
    #expect(
      body.contains(
        "1 claim measured, full form: 1 supported, 0 undecided, 0 too small, 0 contradicted, "
          + "0 not tested."))
    #expect(!body.contains("by chance"))
    #expect(!VerdictsPage([]).page.body.contains("0 claims"))
    let two = VerdictsPage([report, report]).page.body
    #expect(two.contains("Of 2 verdicts at most 0.1 would read"))
    let parts = body.components(separatedBy: "What follows from the equations")
    #expect(parts.count == 2)
    #expect(parts[0].contains("<td>larger</td>") && !parts[0].contains("<td>exact</td>"))
    #expect(parts[1].contains("<td>exact</td>") && !parts[1].contains("<td>larger</td>"))
    #expect(parts[1].contains("<a href=\"shown/index.html\">S98 shown</a>"))
  }
}
