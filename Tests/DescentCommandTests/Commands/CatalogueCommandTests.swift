import DescentCommand
import Foundation
import Testing

/// `descent catalogue` as a program reads it.
@Suite struct CatalogueCommandTests {
  private let listing: [String: [[String: Any]]]

  init() throws {
    let recorder = Recorder()
    #expect(
      CommandLineTool.descent.run(["catalogue", "--json"], console: recorder.console) == .success)
    let json = try JSONSerialization.jsonObject(with: Data(recorder.output.utf8))
    listing = try #require(json as? [String: [[String: Any]]])
  }

  private func entry(_ role: String, _ name: String) throws -> [String: Any] {
    try #require(listing[role]?.first { $0["name"] as? String == name })
  }

  /// What each part costs beside the pass: a norm before it, the mean of second moments, the gain of
  /// stable decay, a barrier for those that see whole parameters.
  @Test(arguments: [
    ("transforms", "clipByNorm", 1), ("transforms", "clipByValue", 0),
    ("momentEstimators", "heavyBall", 0), ("momentEstimators", "adaptiveInertia", 1),
    ("preconditioners", "rootMeanSquare", 0), ("preconditioners", "orthogonalized", 1),
    ("preconditioners", "shampoo", 1), ("decayPolicies", "stable", 1),
    ("decayPolicies", "decoupled", 0), ("schedules", "cosine", 0),
  ])
  func `passes beside the one are counted`(role: String, name: String, passes: Int) throws {
    #expect(try entry(role, name)["extraPasses"] as? Int == passes)
  }

  @Test(arguments: [
    ("momentEstimators", "gradient", []), ("momentEstimators", "heavyBall", ["m"]),
    ("preconditioners", "amsgrad", ["v", "w"]), ("decayPolicies", "stable", []),
  ])
  func `state is named`(role: String, name: String, arrays: [String]) throws {
    #expect(try entry(role, name)["stateArrays"] as? [String] == arrays)
  }

  @Test func `an entry says its numbers, ranges and defaults`() throws {
    let fields = try #require(
      try entry("momentEstimators", "heavyBall")["parameters"] as? [[String: Any]])
    #expect(
      fields.map { $0["name"] as? String } == ["beta", "dampening", "nesterov", "rateInside"])
    #expect(fields[0]["default"] as? Double == 0.9 && fields[0]["range"] as? String == "0 ..< 1")
    #expect(fields[2]["default"] as? Bool == false)
    let axes = try #require(
      try entry("preconditioners", "adafactor")["parameters"] as? [[String: Any]]
    )
    .first { $0["name"] as? String == "axes" }
    #expect(axes?["words"] as? [String] == ["last", "longest"])
    #expect(try entry("momentEstimators", "heavyBall")["role"] as? String == "moment estimator")
  }

  @Test func `a recipe says its parts, without a schedule`() throws {
    let recipe = try entry("recipes", "adamw")
    let parts = try #require(recipe["composition"] as? [String: Any])
    #expect(Set(parts.keys).isDisjoint(with: ["schedule"]) && parts["decay"] != nil)
    #expect(recipe["learningRate"] as? Double == 1e-3)
    #expect((try entry("recipes", "muon")["groups"] as? [String: String])?.isEmpty == false)
  }

  @Test func `the text lists every entry under its role, in columns`() {
    let recorder = Recorder()
    _ = CommandLineTool.descent.run(["catalogue"], console: recorder.console)
    let text = recorder.output
    for (title, role) in [
      ("T  gradient transforms (--transform)", "transforms"),
      ("M  moment estimators (--moments)", "momentEstimators"),
      ("P  preconditioners (--preconditioner)", "preconditioners"),
      ("V  what a division keeps (squares)", "squareEstimators"),
      ("F  what it divides by (divisor)", "divisors"),
      ("D  decay policies (--decay)", "decayPolicies"),
      ("η  learning rate schedules (--schedule)", "schedules"),
      ("recipes (--optimizer)", "recipes"),
    ] {
      let names = (listing[role] ?? []).compactMap { $0["name"] as? String }
      let lines =
        text.components(separatedBy: "\(title): \(names.count)\n").last?
        .components(separatedBy: "\n\n").first?.split(separator: "\n")
        .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") } ?? []
      #expect(lines.map { $0.split(separator: " ").first.map(String.init) } == names, "\(title)")
      // The second column begins where the longest name of all ends.
      let starts = lines.map { line in
        line.distance(
          from: line.startIndex,
          to: line.dropFirst(2).drop { $0 != " " }.drop { $0 == " " }.startIndex)
      }
      #expect(Set(starts).count <= 1, "\(title)")
    }
    #expect(text.contains("heavyBall") && text.contains("beta in 0 ..< 1, default 0.9"))
    #expect(text.contains("also l2"))
  }
}
