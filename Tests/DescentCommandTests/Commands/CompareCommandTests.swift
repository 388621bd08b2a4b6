import Autodiff
import Components
import DescentCommand
import Foundation
import Optimization
import TestSupport
import Testing
import Training

/// `descent compare`: what it trains, writes and says.
@Suite struct CompareCommandTests {
  private let folder: TemporaryFolder
  private let data: String

  init() throws {
    folder = try TemporaryFolder()
    // Letters without a period: what is learned depends on what is read.
    var generator = SplitMix64(seed: 5)
    let letters = (0..<240).map { _ in "abcdef".randomElement(using: &generator) ?? "a" }
    data = "text:" + (try folder.file("small.txt", String(letters)))
  }

  private var out: String { folder.file("out") }

  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: [String]) {
    run(words)
  }

  private func run(_ words: [String]) -> (code: ExitCode, output: String, errors: [String]) {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["compare", "--data", data, "--hidden", "4", "--batch", "8", "--out", out] + words,
      console: recorder.console)
    return (code, recorder.output, recorder.errorLines)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8)
  }

  /// The last number of a quantity in the table of all runs.
  private func number(_ arm: String, _ seed: Int, _ quantity: String) throws -> Double {
    let rows = try Table(readingFrom: "\(out)/runs.csv").rows
    let row = try #require(
      rows.first { $0[2] == arm && $0[3] == "\(seed)" && $0[4] == quantity && $0[5].isEmpty })
    return try #require(Double(row[6]))
  }

  @Test func `the table is printed where files can't be written`() throws {
    try FileManager.default.createDirectory(
      atPath: "\(out)/verdicts.csv", withIntermediateDirectories: true)
    let result = run("--steps", "2", "--seeds", "1", "--overwrite")
    #expect(result.code == .failure)
    #expect(result.output.contains("\nearly-only ") && !result.output.contains("The curves are in"))
    #expect(result.errors.last?.contains("verdicts.csv can't be replaced") == true)
  }

  @Test func `a rate of 0 to the end is said to be one`() {
    let words = ["--steps", "6", "--seeds", "1", "--overwrite"]
    let said = "descent: the schedule has a learning rate of 0 in the last 4 of 6 steps"
    #expect(run(words + ["--schedule", "cosine:2"]).errors.contains(said))
    #expect(
      run(words + ["--schedule", "cosine:4"]).errors
        .contains("descent: the schedule has a learning rate of 0 in the last 2 of 6 steps"))
    // The last step alone is no waste.
    for schedule in [[], ["--schedule", "cosine:5"]] {
      #expect(!run(words + schedule).errors.joined().contains("learning rate of 0"))
    }
  }

  @Test func `no decay and four decays, three seeds`() throws {
    let result = run("--steps", "3")
    #expect(result.code == .success)
    for arm in ["none", "L2", "decoupled", "early-only", "stable"] {
      #expect(result.output.contains("\n\(arm) "))
    }
    #expect(result.output.contains("stable, decoupled, test error\n    "))
    #expect(result.output.hasSuffix("The curves are in \(out)/index.html."))
    #expect(result.errors.count == 15)
    let page = try text("index.html")
    #expect(page.hasSuffix("</html>\n"))
    #expect(page.contains("descent compare --data \(data) --hidden 4 --batch 8 --steps 3</pre>"))
    #expect(page.contains("<mi>θ</mi>"))
    // A text has no labels, and nothing is said of their noise.
    #expect(!page.contains("replaced at random") && !page.contains("descent study"))
    let files = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
    #expect(files == ["index.html", "runs.csv", "test-error.svg", "verdicts.csv"])
    let chart = try text("test-error.svg")
    #expect(chart.hasPrefix("<svg xmlns=") && chart.hasSuffix("</svg>\n"))
    #expect(chart.contains(">Test error<") && chart.contains("--series-2"))
  }

  /// Four tenths where nothing is said.
  @Test func `labels of the images are as wrong as is said`() throws {
    for (words, noise) in [([], "40"), (["--label-noise", "0.1"], "10")] {
      let recorder = Recorder()
      let code = CommandLineTool.descent.run(
        ["compare", "--data", "images", "--examples", "40", "--hidden", "2", "--batch", "8"]
          + ["--steps", "1", "--seeds", "1", "--decay", "none", "--decay", "decoupled:0.1"]
          + ["--overwrite", "--out", out] + words, console: recorder.console)
      #expect(code == .success, "\(recorder.errorLines)")
      let page = try text("index.html")
      #expect(page.contains("\(noise)\u{A0}% of the training labels replaced at random"))
    }
  }

  /// The runs are those that the library makes of decay and seed.
  @Test func `every run has its decay and its seed`() throws {
    #expect(
      run(
        "--steps", "4", "--seeds", "41...42", "--optimizer", "sgd", "--learning-rate", "0.5",
        "--schedule", "constant", "--decay", "none", "--decay", "decoupled:0.2,until=3"
      ).code == .success)
    let small = try #require(DataSource(data)).load(testShare: 0.1, seed: 0)
    let decays: [(String, any DecayPolicy)] = [
      ("none", NoDecay()),
      ("decoupled:0.2,until=3", DecoupledDecay.decoupled(0.2).until(step: 3)),
    ]
    for seed in [41, 42] {
      for (arm, decay) in decays {
        var task = try TaskPlan(data: small, hidden: [4], batchSize: 8)
          .makeTask(seed: UInt64(seed))
        let last = try TrainingRun(
          composition: .sgd(learningRate: .constant(0.5), decay: decay), steps: 4,
          recordInterval: 4
        ).train(&task).records.last
        #expect(try number(arm, seed, "test_loss") == last?.testLoss)
        #expect(try number(arm, seed, "weight_norm") == last?.weightNorm)
      }
    }
    #expect(try number("none", 41, "test_loss") != number("none", 42, "test_loss"))
  }

  @Test func `the grid chooses on other seeds`() throws {
    let result = run(
      "--steps", "2", "--seeds", "3", "--grid", "--decay", "none", "--decay", "stable:0.1")
    #expect(result.code == .success)
    let rows = try Table(readingFrom: "\(out)/runs.csv").rows
    let seeds = { (arm: String) in Set(rows.filter { $0[2] == arm }.map { $0[3] }) }
    for rate in ["0.01", "0.03", "0.1", "0.3", "1.0"] {
      #expect(seeds("stable:0.1, λ = \(rate)") == ["201", "202"])
    }
    #expect(seeds("stable:0.1") == ["31", "32", "33"])
    // The rate is the one with the lowest loss.
    let rates = Set(rows.map { $0[2] }.filter { $0.contains("λ") })
    let means = try rates.map { arm in
      (try number(arm, 201, "test_loss") + number(arm, 202, "test_loss"), arm)
    }
    let best = try #require(means.min { $0.0 < $1.0 }?.1)
    let chosen = try number("stable:0.1", 31, "chosen_rate")
    #expect(best.hasSuffix("λ = \(chosen)"))
    #expect(try text("index.html").contains("<mn>\(brief(chosen))</mn>"))
    // At the end of the grid nothing is known of the best rate.
    let isInside = try number("stable:0.1", 31, "is_bracketed") == 1
    let complains = result.output.contains("a smaller and a larger rate than the best were tried")
    #expect(isInside != complains)
  }

  /// Without second moments the step has no scale that stable decay could follow.
  @Test(arguments: [
    (["sgd"], true), (["sgdw"], true), (["adam"], false),
    (["sgd", "--decay", "stable:0.1", "--decay", "decoupled:0.1"], true),
    (["sgd", "--decay", "stable:0.1", "--decay", "l2:0.1"], false),
    (["adam", "--decay", "stable:0.1", "--decay", "decoupled:0.1"], false),
  ])
  func `where two decays are one rule it is said`(words: [String], isOneRule: Bool) {
    let result = run(["--steps", "1", "--seeds", "1", "--optimizer"] + words)
    #expect(result.output.contains("Stable and decoupled decay are one rule here") == isOneRule)
  }

  @Test func `numbers as JSON`() throws {
    let result = run("--steps", "2", "--seeds", "1", "--json")
    #expect(result.code == .success)
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let studies = try #require((object as? [String: Any])?["studies"] as? [[String: Any]])
    let arms = try #require(studies.first?["arms"] as? [[String: Any]])
    #expect(
      arms.compactMap { $0["arm"] as? String }
        == ["none", "L2", "decoupled", "early-only", "stable"])
    // Every digit: a parsed number may be one in its last place.
    let loss = try number("stable", 31, "test_loss")
    #expect(result.output.contains("\"mean\" : \(loss)"))
  }

  @Test func `where every run diverged the job has failed`() {
    let words = ["--steps", "3", "--optimizer", "sgd", "--learning-rate", "1e30", "--seeds", "1"]
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["compare", "--data", data, "--hidden", "4", "--out", out] + words, console: recorder.console)
    #expect(code == .failure)
    #expect(recorder.output.contains("1 of 1 diverged"))
  }

  @Test(arguments: [
    (["stable:1e-3"], "--decay must be given twice or more, but is given once"),
    (["none", "l2:1", "none"], "--decay none is given twice"),
  ])
  func `decays that can't be compared are a usage error`(_ decays: [String], _ message: String) {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["compare", "--data", data, "--steps", "1", "--out", out]
        + decays.flatMap { ["--decay", $0] },
      console: recorder.console)
    #expect(code == .usage)
    #expect(recorder.errorLines.last?.contains(message) == true)
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test func `a decay that the optimizer refuses is refused before anything is trained`() {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["compare", "--data", data, "--steps", "1", "--out", out, "--optimizer", "adafactor"]
        + ["--decay", "none", "--decay", "stable:1"],
      console: recorder.console)
    #expect(code == .usage)
    #expect(recorder.errorLines.last?.contains("--decay stable:1: ") == true)
    #expect(recorder.errorLines.last?.contains("Adafactor can't state its gain") == true)
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test func `a column has a number from 1 or a name`() {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["compare", "--data", "csv:table.csv", "--label", "-1"], console: recorder.console)
    #expect(code == .usage)
    #expect(
      recorder.errorLines == [
        "descent: --label must be the number of a column in 1..., or a name, but is \"-1\""
      ])
  }

  @Test func `a comparison goes on where it is the same`() throws {
    #expect(run("--steps", "2", "--seeds", "1").code == .success)
    let again = run("--steps", "2", "--seeds", "2", "--resume")
    #expect(again.code == .failure)
    #expect(again.errors.last?.contains("is of another run: it is compare") == true)
    let same = run("--steps", "2", "--seeds", "1", "--resume")
    #expect(same.code == .success)
    #expect(same.errors.count == 1 && same.errors[0].contains("5 runs of compare"))
  }

  /// A twentieth of 60 steps is 3; of 216 characters to learn from a batch of 100 makes 2 steps an epoch.
  @Test(arguments: [("8", 3), ("100", 2)])
  func `twenty records, or one an epoch where that is sooner`(batch: String, interval: Int) throws {
    let recorder = Recorder()
    let words = [
      "compare", "--data", data, "--hidden", "4", "--batch", batch, "--out", out, "--steps", "60",
      "--seeds", "1", "--decay", "none", "--decay", "stable:0.01",
    ]
    #expect(CommandLineTool.descent.run(words, console: recorder.console) == .success)
    let rows = try Table(readingFrom: "\(out)/runs.csv").rows
    let places = rows.filter { $0[2] == "none" && $0[4] == "test_loss" && !$0[5].isEmpty }.map {
      Double($0[5])
    }
    #expect(places == stride(from: interval, through: 60, by: interval).map { Double($0) })
  }

  @Test func `what can't be chosen is said`() {
    let result = run("--network", "text-former", "--steps", "3")
    #expect(result.code == .usage)
    #expect(result.errors.joined().contains("--hidden can't be chosen for text-former"))
  }
}
