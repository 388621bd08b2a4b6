@testable import DescentCommand
import Foundation
import Studies
import Testing
import Training

/// A study of two arms that takes no time: its numbers are made of the seeds.
struct Trivial: Study {
  let name: String
  var card: StudyCard {
    StudyCard(
      number: 1, name: name, title: "Is two more than one?", rows: [3], setting: ["Counting."],
      limits: ["Other numbers."], quick: StudyBudget(seeds: 31...33, seconds: 89.5),
      full: StudyBudget(seeds: 31...34, seconds: 90))
  }
  var controls: [Control] = []
  var claims: [Claim] {
    [
      Claim(
        "more", "Two is more.", source: "everybody",
        .difference(Contrast(Quantity("count"), "two", minus: "one"), atLeast: 0.5),
        controls: controls)
    ]
  }

  let shown = [Quantity("count")]

  func runs(after results: StudyResults) -> [StudyRun] {
    results.seeds.flatMap { seed in
      [("one", 1.0), ("two", 2.0)].map { arm, count in
        StudyRun(arm: arm, seed: seed) { _ in
          Measurement(values: ["count": count * (1 + Double(seed % 3) / 100)])
        }
      }
    }
  }
}

/// Prints the seeds that flags ask for.
private struct SeedsCommand: Command {
  let name = "seeds"
  let summary = ""
  let options = StudyOptions()

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    console.print("\(options.seeds(arguments, usual: 61...64))")
    return .success
  }
}

@Suite struct StudyCommandTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("descent-\(UUID().uuidString)").path

  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: [String]) {
    let tool = CommandLineTool(
      name: "descent", summary: "",
      commands: [StudyCommand(studies: [Trivial(name: "first"), Trivial(name: "second")])])
    let recorder = Recorder()
    let code = tool.run(["study"] + words, console: recorder.console)
    return (code, recorder.output, recorder.errorLines)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  @Test func theListSaysWhatAndHowLong() {
    let result = run()
    #expect(result.code == .success)
    #expect(result.output.contains("S1 first  Is two more than one?\n    · more: Two is more.\n"))
    #expect(
      result.output.contains(
        "    quick 90 s and 3 seeds, full 2 min and 4 seeds, on one core\n"
          + "    rows of the papers' list: 3"))
  }

  @Test func severalStudiesHaveAPageEachAndOneForAll() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let result = run("all", "--seeds", "41...45", "--out", folder)
    #expect(result.code == .success)
    #expect(result.output.contains("Supported: count, two − one is 1.01"))
    #expect(result.output.hasSuffix("All verdicts are in \(folder)/index.html."))
    let places = ["first, 1 of 2; about ", "second, 2 of 2; about "]
    for place in places { #expect(result.errors.count { $0.hasPrefix(place) } == 1) }
    #expect(try text("index.html").contains("<a href=\"second/index.html\">S1 second</a>"))
    #expect(try text("first/index.html").contains("descent study first --seeds 41...45"))
    #expect(try text("first/verdicts.csv").contains("first,quick,more,estimated,supported,"))
    #expect(try text("second/runs.csv").contains("second,quick,two,45,count,,2.0"))
  }

  /// Two studies of 89.5 seconds, on one thread and on two.
  @Test(arguments: [("1", "3 min", "90 s"), ("2", "90 s", "45 s")])
  func whatIsLeftIsShared(threads: String, first: String, second: String) {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let errors = run("all", "--threads", threads, "--out", folder).errors
    #expect(errors.contains("first, 1 of 2; about \(first) in all"))
    #expect(errors.contains("second, 2 of 2; about \(second) in all"))
  }

  @Test(
    arguments: [
      ([], 61...64), (["1"], 61...61), (["3"], 61...63), (["100"], 61...160),
      (["41...41"], 41...41), (["203...1202"], 203...1_202),
    ] as [([String], ClosedRange<UInt64>)])
  func seedsAreTheUsualOnesCountedOrNamed(words: [String], seeds: ClosedRange<UInt64>) throws {
    let tool = CommandLineTool(name: "descent", summary: "", commands: [SeedsCommand()])
    let recorder = Recorder()
    let flag = words.flatMap { ["--seeds", $0] }
    #expect(tool.run(["seeds"] + flag, console: recorder.console) == .success)
    #expect(recorder.output == "\(Array(seeds))")
    // Settings are chosen on 201 and 202.
    for wrong in ["101", "203...1203", "-1", "1...2...3", "202...205", "190...201", "7...1006"] {
      let code = tool.run(["seeds", "--seeds", wrong], console: recorder.console)
      #expect(code == .usage, "\(wrong)")
    }
    #expect(recorder.errorLines.last?.contains(", without 201 and 202, by which settings") == true)
  }

  @Test func whatIsThereIsNotRunAgain() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(run("first", "--full", "--out", folder).code == .success)
    // Its own page says it all.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["first"])
    var runs = StudyResults(form: .full, seeds: [])
    try runs.read("\(folder)/first/runs.csv", study: "first")
    runs["two", 33]?.values["count"] = 3
    let changed = runs.table(study: "first").csv
    try changed.write(toFile: "\(folder)/first/runs.csv", atomically: true, encoding: .utf8)
    let result = run("first", "--full", "--resume", "--out", folder)
    #expect(result.errors == ["descent: 8 runs of first are there"])
    #expect(try text("first/runs.csv") == changed)
    // Another form is another run.
    let other = run("first", "--resume", "--out", folder)
    #expect(other.code == .failure)
    #expect(other.errors.last?.contains("it is first, full there, but first, quick here") == true)
  }

  @Test func nobodysRunsAreLost() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(run("first", "--seeds", "3", "--out", folder).code == .success)
    let before = try text("first/runs.csv")
    let again = run("first", "--seeds", "4", "--out", folder)
    #expect(again.code == .failure)
    #expect(
      again.errors == [
        "descent: \(folder)/first/runs.csv is of this very run; --resume goes on with it, "
          + "--overwrite begins anew"
      ])
    #expect(try text("first/runs.csv") == before)
    let other = run("first", "--full", "--out", folder)
    #expect(other.errors.last?.contains("is of another run; take") == true)
    #expect(run("first", "--seeds", "4", "--overwrite", "--out", folder).code == .success)
    #expect(try text("first/runs.csv").contains("first,quick,two,34,count,,"))
  }

  @Test func `a study is called by its number, too`() {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for word in ["S1", "s1"] {
      let result = run(word, "--overwrite", "--out", folder)
      #expect(result.output.contains("The page is \(folder)/first/index.html."), "\(result)")
    }
    #expect(run("S", "--out", folder).code == .usage)
  }

  @Test(arguments: [
    (["S1", "first"], ["first"]), (["second", "all"], ["first", "second"]),
    (["second", "first", "second"], ["second", "first"]),
  ])
  func `a study that is named twice runs once`(words: [String], studies: [String]) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tool = CommandLineTool(
      name: "descent", summary: "",
      commands: [StudyCommand(studies: [Trivial(name: "first"), Trivial(name: "second")])])
    let recorder = Recorder()
    let code = tool.run(
      ["study"] + words + ["--out", folder], console: recorder.console)
    #expect(code == .success, "\(recorder.errorLines)")
    let pages = recorder.output.split(separator: "\n").filter { $0.hasPrefix("The page is ") }
    #expect(pages.map { $0.split(separator: "/").suffix(2).first.map(String.init) } == studies)
  }

  /// A folder in the place of the page can't be replaced.
  @Test(arguments: [[], ["--json"]])
  func `verdicts are printed where files can't be written`(flags: [String]) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: "\(folder)/second/verdicts.csv", withIntermediateDirectories: true)
    let tool = CommandLineTool(
      name: "descent", summary: "", commands: [StudyCommand(studies: [Trivial(name: "second")])])
    let recorder = Recorder()
    let code = tool.run(
      ["study", "second", "--overwrite", "--out", folder] + flags, console: recorder.console)
    #expect(code == .failure)
    #expect(recorder.output.contains("Supported: count, two − one is 1.01"))
    #expect(!recorder.output.contains("The page is"))
    #expect(recorder.errorLines.last?.contains("verdicts.csv can't be replaced") == true)
    #expect(try text("second/runs.csv").contains("second,quick,two,33,count,,"))
  }

  @Test func verdictsAsJSON() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let result = run("second", "--json", "--out", folder)
    #expect(result.output.contains("\"verdict\" : \"supported\""))
    #expect(result.output.hasPrefix("{"))
  }

  @Test func unknownNamesAndSeeds() {
    #expect(
      run("frist").errors == [#"descent: there is no study "frist"; did you mean first?"#])
    #expect(
      run("x").errors == [#"descent: there is no study "x"; there are first, second, all"#])
    #expect(run("first", "--seeds", "45...41").code == .usage)
    #expect(run("first", "--seeds", "0").errors.first?.contains("as in 31...38") == true)
  }
}

@Suite struct StudyListingTests {
  private func object(_ text: String) throws -> [[String: Any]] {
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require(json?["studies"] as? [[String: Any]])
  }

  @Test(arguments: [
    (0.2, "1 s"), (89, "89 s"), (89.9, "90 s"), (90, "2 min"), (100, "2 min"), (3_600, "60 min"),
  ])
  func `a time is in seconds up to a minute and a half`(seconds: Double, text: String) {
    #expect(StudyListing.time(seconds) == text)
  }

  @Test func `the list as JSON has every number of a card`() throws {
    let study = try object(StudyListing([Trivial(name: "first")]).text(asJSON: true))[0]
    #expect(study["number"] as? Int == 1 && study["name"] as? String == "first")
    #expect(study["title"] as? String == "Is two more than one?")
    #expect(study["rows"] as? [Int] == [3])
    #expect(study["claims"] as? [String] == ["more: Two is more."])
    #expect(study["quickSeconds"] as? Double == 89.5 && study["quickSeeds"] as? Int == 3)
    #expect(study["fullSeconds"] as? Double == 90 && study["fullSeeds"] as? Int == 4)
  }

  /// Counts of seeds 31 to 33 are 1.01, 1.02 and 1 times what the arm counts.
  @Test func `verdicts as JSON have every number of the arms`() throws {
    var results = StudyResults(form: .quick, seeds: [31, 32, 33])
    for (arm, count) in [("one", 1.0), ("two", 2.0)] {
      for (seed, factor) in zip(results.seeds, [1.01, 1.02, 1]) {
        results[arm, seed] = Measurement(values: ["count": count * factor])
      }
    }
    results["two", 33]?.hasDiverged = true
    let report = StudyReport(Trivial(name: "first"), results: results, isComplete: false)
    let study = try object(try VerdictListing([report]).text)[0]
    #expect(study["form"] as? String == "quick" && study["isComplete"] as? Bool == false)
    #expect(study["seeds"] as? [Int] == [31, 32, 33])
    let arms = try #require(study["arms"] as? [[String: Any]])
    #expect(arms.map { $0["arm"] as? String } == ["one", "two"])
    #expect(arms.map { $0["runs"] as? Int } == [3, 3])
    #expect(arms.map { $0["diverged"] as? Int } == [0, 1])
    let count = (arms[0]["numbers"] as? [String: [String: Double]])?["count"]
    #expect(abs((count?["mean"] ?? 0) - 1.01) < 1e-12)
    #expect(abs((count?["deviation"] ?? 0) - 0.01) < 1e-12)
    let verdict = try #require((study["verdicts"] as? [[String: Any]])?.first)
    #expect(verdict["claim"] as? String == "more" && verdict["isExact"] as? Bool == false)
    #expect(verdict["sentence"] as? String == "Two is more.")
    #expect(
      verdict["failedControls"] as? [String] == [] && verdict["weakControls"] as? [String] == [])
    #expect(verdict["explanation"] as? String == report.verdicts[0].sentence)
    // One of three runs diverged: there is a median, and no interval.
    let number = try #require((verdict["numbers"] as? [[String: Any]])?.first)
    #expect(number["name"] as? String == "count, two − one" && number["seeds"] as? Int == 3)
    #expect(number["asked"] as? String == "≥ 0.5" && number["verdict"] as? String == "undecided")
    #expect(abs((number["center"] as? Double ?? 0) - 1.02) < 1e-12)
    #expect(number["low"] == nil && number["high"] == nil && number["parts"] == nil)
  }

  @Test func `controls that fail are named, and not those that pass`() throws {
    var results = StudyResults(form: .quick, seeds: [31, 32, 33])
    for arm in ["one", "two"] {
      for seed in results.seeds { results[arm, seed] = Measurement(values: ["count": 1]) }
    }
    let controls = [("good", 1.0), ("bad", 2)].map { name, wanted in
      Control(
        name, .exact([Condition("c", in: wanted...wanted) { $0["one", Quantity("count")] }]))
    }
    let study = Trivial(name: "first", controls: controls)
    let report = StudyReport(study, results: results, isComplete: true)
    let verdicts = try object(try VerdictListing([report]).text)[0]["verdicts"] as? [[String: Any]]
    let verdict = try #require(verdicts?.first)
    #expect(verdict["failedControls"] as? [String] == ["bad"])
    #expect(verdict["weakControls"] as? [String] == [])
  }
}
