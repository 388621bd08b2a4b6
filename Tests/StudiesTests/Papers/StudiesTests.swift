import Descent
@testable import Studies
import Testing

@Suite struct StudiesTests {
  @Test func everyNameIsUnique() {
    let cards = Studies.all.map(\.card)
    #expect(Set(cards.map(\.name)).count == cards.count)
    #expect(cards.map(\.number) == (1...cards.count).map { $0 })
    #expect(!cards.map(\.name).contains("all"))
    for study in Studies.all {
      let names = study.claims.map(\.name)
      #expect(Set(names).count == names.count, "\(study.card.name)")
    }
  }

  /// A page shows each name once, so that no two controls may share one.
  @Test(arguments: Studies.all.map(\.card.name))
  func `no two controls have one name`(name: String) throws {
    let study = try #require(Studies.named(name))
    var asked: [String: Set<String>] = [:]
    for control in study.claims.flatMap(\.controls) {
      let what =
        switch control.check {
        case .gate(let contrast, _), .absent(let contrast, _), .present(let contrast, _):
          contrast.name
        case .exact(let conditions): conditions.map(\.name).joined(separator: ", ")
        }
      asked[control.name, default: []].insert(what)
    }
    for (name, what) in asked { #expect(what.count == 1, "\(name): \(what.sorted())") }
  }

  @Test(arguments: Studies.all.map(\.card.name))
  func aReaderIsToldWhatItRestsOn(name: String) throws {
    let study = try #require(Studies.named(name))
    let card = study.card
    #expect(!card.rows.isEmpty && !card.setting.isEmpty && !card.limits.isEmpty)
    #expect(study.claims.allSatisfy { !$0.sentence.isEmpty && !$0.source.isEmpty })
    #expect((1...240).contains(card.quick.seconds) && (1...1_200).contains(card.full.seconds))
    let (quick, full) = (card.quick.seeds, card.full.seeds)
    #expect(quick.count >= 3 && full.count >= quick.count)
    // Counted from 101 on 100 seeds are below those of the grid.
    #expect([quick, full].allSatisfy { (31...101).contains($0.lowerBound) })
  }

  /// Before a run nothing can be said, and nothing is.
  @Test(arguments: Studies.all.map(\.card.name))
  func withoutRunsThereIsNoVerdict(name: String) throws {
    let study = try #require(Studies.named(name))
    let results = StudyResults(form: .quick, seeds: [31, 32, 33])
    for verdict in study.verdicts(in: results) {
      #expect(verdict.word == .notTested || verdict.word == .undecided)
    }
  }

  /// No measured number hits a range without width; whole numbers do.
  @Test func everyConditionHasRoom() {
    for claim in Studies.all.flatMap(\.claims) {
      guard case .exact(let conditions) = claim.question else { continue }
      for range in conditions.map(\.range) where range.lowerBound == range.upperBound {
        #expect(range.lowerBound == range.lowerBound.rounded(), "\(claim.name)")
      }
    }
  }

  /// The minimum of ½(θ − 1)² + 0.05·θ², with the tolerance on both sides.
  @Test func thePointAtRestIsSoughtAroundTheMinimum() throws {
    let study = try #require(Studies.named("stationary-point"))
    let claims = study.claims.filter { ["with uneven noise", "in two tensors"].contains($0.name) }
    #expect(claims.count == 2)
    for claim in claims {
      guard case .exact(let conditions) = claim.question else { continue }
      for range in conditions.map(\.range) {
        #expect(abs(range.lowerBound - (1 / 1.1 - 0.02)) < 1e-12)
        #expect(abs(range.upperBound - (1 / 1.1 + 0.02)) < 1e-12)
      }
    }
  }

  /// Of the arms without a network, from one seed.
  @Test func theEquationsOfNonConvergenceHold() throws {
    let study = try #require(Studies.named("non-convergence"))
    var results = StudyResults(form: .quick, seeds: [31])
    for run in try study.runs(after: results) where ["vanilla", "decoupled"].contains(run.key.arm) {
      results[run.key.arm, run.key.seed] = try run.perform { _ in true }
    }
    let names = ["vanilla does not converge", "decoupled converges", "where vanilla rests"]
    let verdicts = study.verdicts(in: results).filter { names.contains($0.claim.name) }
    #expect(verdicts.map(\.word) == [.supported, .supported, .supported])
    try expectKeptRuns(results, of: "non-convergence")
  }

  /// The equations of the smallest study, in a debug build.
  @Test func theEquationsOfDrownOutHold() throws {
    let study = try #require(Studies.named("drown-out"))
    let (results, isComplete) = try StudyJob(study, workers: 2).finish(
      StudyResults(form: .quick, seeds: [31]))
    #expect(isComplete)
    #expect(study.verdicts(in: results).allSatisfy { $0.word == .supported })
    try expectKeptRuns(results, of: "drown-out")
  }
}
