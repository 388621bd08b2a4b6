import Descent
import Proofs
import Testing

/// The laws over the product of all parts of the standard catalogue.
@Suite struct ProductRunTests {
  private static let run = try? ProductLaws(seed: 2_011_11152)

  /// The pairs in stretches, to be checked side by side.
  private static let stretches: [Range<Int>] = {
    let count = run?.pairs.count ?? 0
    return stride(from: 0, to: count, by: 100).map { $0..<Swift.min($0 + 100, count) }
  }()

  @Test(arguments: stretches)
  func `every legal pair keeps the laws`(_ stretch: Range<Int>) throws {
    let run = try #require(Self.run)
    var cases = 0
    for index in stretch {
      let outcome = run.outcome(ofPair: index, largest: 40)
      cases += outcome.cases
      if let failure = outcome.failure { Issue.record("\(failure)") }
    }
    #expect(cases > 0)
  }

  @Test func `every pair of parts is among them`() throws {
    let run = try #require(Self.run)
    let counts = Role.equation.map { Catalogue.standard.entries($0).count }
    let expected = ProductLaws.rolePairs.reduce(0) { sum, pair in
      sum + Catalogue.standard.entries(pair.0).count * Catalogue.standard.entries(pair.1).count
    }
    #expect(run.pairs.count == expected && counts.allSatisfy { $0 > 0 })
  }

  @Test(arguments: stride(from: 1, to: 101, by: 20).map { $0..<($0 + 20) })
  func `random combinations keep the laws`(_ numbers: Range<Int>) throws {
    let run = try #require(Self.run)
    for number in numbers {
      let outcome = run.outcome(ofCombination: number, largest: 40)
      #expect(outcome.cases > 0)
      if let failure = outcome.failure { Issue.record("combination \(number): \(failure)") }
    }
  }

  @Test func `a combination is the same whenever it is asked for`() throws {
    let run = try #require(Self.run)
    let other = try ProductLaws(seed: run.seed, laws: [])
    #expect(
      (1...20).allSatisfy { number in
        run.outcome(ofCombination: number, largest: 1).composition
          == other.outcome(ofCombination: number).composition
      })
  }
}
