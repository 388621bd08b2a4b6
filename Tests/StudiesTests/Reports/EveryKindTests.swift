import Studies
import TestSupport
import Testing
import Training

/// Every kind of question and control, put to runs of every kind: what the table, the sentences and the
/// page say of them, against what they said when somebody read it.
@Suite struct EveryKindTests {
  /// Numbers of eight seeds; nil is a run that diverged, and −1 a seed without a number.
  private static let arms: [(name: String, numbers: [Double?])] = [
    ("zero", [0, 0.05, -0.02, 0.01, 0, -0.04, 0.03, 0.02]),
    ("one", [1, 1.08, 0.93, 1.02, 0.97, 1.1, 0.95, 1.01]),
    ("far", [4, 4.4, 3.8, 4.1, 3.9, 4.2, 4.05, 3.7]),
    ("wide", [3, -2.5, 0.5, 1.5, -0.5, 2, -1, 2.75]),
    ("equal", [1, 1.08, 0.93, 1.02, 0.97, 1.1, 0.95, 1.01]),
    ("twice gone", [1.1, nil, 0.9, 1, nil, 1.2, 1.05, 0.95]),
    ("all gone", [nil, nil, nil, nil, nil, nil, nil, nil]),
    ("sparse", [2, -1, 2.1, -1, 1.9, -1, 2, 2.2]),
  ]

  private struct EveryKind: Study {
    static let bounded = Quantity("test_loss", worst: 6, isShare: true)
    static let free = Quantity("weight_norm", label: "‖w‖")
    let card = StudyCard(
      number: 97, name: "every-kind", title: "What is said?", rows: [1], setting: ["Made up."],
      limits: ["Nothing is <true>."], quick: StudyBudget(seeds: 31...38, seconds: 1),
      full: StudyBudget(seeds: 31...38, seconds: 2))
    let shown = [bounded, free]
    let arms = EveryKindTests.arms.map(\.name)
    let claims: [Claim]

    func runs(after results: StudyResults) -> [StudyRun] { [] }
  }

  /// A pair for each two arms; of "sparse" negative numbers are none.
  private static func contrast(_ quantity: Quantity, _ first: String, _ second: String) -> Contrast
  {
    let unit = quantity.name == "test_loss" ? "points" : ""
    if first != "sparse" { return Contrast(quantity, first, minus: second, unit: unit, step: 0.5) }
    return Contrast("\(quantity.words), \(first) − \(second)", unit: unit) { reading in
      let number = reading[first, quantity]
      return number < 0 ? nil : number - reading[second, quantity]
    }
  }

  /// Each pair of arms, for the table alone; and the rest, for the page, too.
  private static let claims: (pairs: [Claim], others: [Claim]) = {
    let (loss, norm) = (EveryKind.bounded, EveryKind.free)
    let pairs = arms.flatMap { first in
      arms.filter { $0.name != first.name }.map { (first.name, $0.name) }
    }
    let differences = pairs.map { first, second in
      Claim(
        "\(first) over \(second)", "More.", source: "nobody",
        .difference(contrast(loss, first, second), atLeast: 0.9))
    }
    let equalities = pairs.filter { $0.0 < $0.1 }.map { first, second in
      Claim(
        "\(first) as \(second)", "Equal.", source: "nobody",
        .equality(contrast(norm, first, second), within: 1.2))
    }
    let questions = ["one", "wide", "sparse", "far"].map {
      Question.difference(contrast(norm, $0, "zero"), atLeast: 0.9)
    }
    let mixed: [(String, Question)] = [
      ("all", .all(questions)), ("any", .any(questions)), ("often", .often(questions)),
      ("not", .not(questions[0])), ("not undecided", .not(questions[1])),
      (
        "relative",
        .relativeEquality(
          contrast(norm, "one", "zero"), within: 0.5, of: contrast(norm, "far", "zero"))
      ),
      ("exact and not", .all([range(0...1.1, "one"), range(0...1, "one")])),
    ]
    let ranges: [ClosedRange<Double>] = [
      0...0, -1...1, -(.infinity)...1, 0.9...(.infinity), -(.infinity)...(.infinity),
    ]
    let exact = ranges.map { ("in \($0)", range($0, "one", "wide")) }
    let checks = arms.flatMap { arm -> [(String, Control.Check)] in
      let contrast = contrast(loss, arm.name, "zero")
      return [
        ("gate, \(arm.name)", .gate(contrast, atLeast: 0.9)),
        ("absent, \(arm.name)", .absent(contrast, within: 0.9)),
        ("present, \(arm.name)", .present(contrast, atLeast: 0.9)),
      ]
    }
    let controlled = checks.map { name, check in
      Claim(name, "So.", source: "nobody", questions[0], controls: [Control(name, check)])
    }
    let whole = [0...2.0, 0...1].map { ends in
      Claim(
        "check in \(ends)", "So.", source: "nobody", questions[0],
        controls: [Control("check", .exact([condition(ends, "one"), condition(ends, "zero")]))])
    }
    let others = (mixed + exact).map { Claim($0.0, "Mixed.", source: "nobody", $0.1) }
    return (differences + equalities, others + controlled + whole)
  }()

  private static func condition(_ range: ClosedRange<Double>, _ arm: String) -> Condition {
    Condition("‖w‖ of \(arm)", in: range) { $0[arm, EveryKind.free] }
  }

  private static func range(_ range: ClosedRange<Double>, _ arms: String...) -> Question {
    .exact(arms.map { condition(range, $0) })
  }

  private static let results: StudyResults = {
    var results = StudyResults(form: .full, seeds: Array(31...38))
    for (arm, numbers) in arms {
      for (seed, number) in zip(results.seeds, numbers) {
        var run = Measurement(values: ["test_loss": number ?? .nan, "weight_norm": number ?? .nan])
        run.hasDiverged = number == nil
        results[arm, seed] = run
      }
    }
    return results
  }()

  @Test func `what is said of every kind is what was said`() throws {
    let (pairs, others) = Self.claims
    let reports = [pairs + others, Array(pairs.prefix(9)) + others].map {
      StudyReport(EveryKind(claims: $0), results: Self.results, isComplete: true)
    }
    let rows = reports[0].table.rows.map { row in
      row.map { Double($0)?.text() ?? $0 }.joined(separator: "|")
    }
    let pages = [reports[1].page, VerdictsPage([reports[1]]).page].flatMap { page in
      page.body.split(separator: "\n").map(String.init)
    }
    let difference = try KeptText("everyKind.txt", beside: #filePath)
      .difference(from: rows + pages)
    #expect(difference == nil)
  }
}
