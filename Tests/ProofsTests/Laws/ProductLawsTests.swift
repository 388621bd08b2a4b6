import Descent
import Proofs
import Synchronization
import Testing

@testable import OptimizationTesting

/// The laws over the product of all parts of the standard catalogue.
@Suite struct ProductRunTests {
  private static let run = try? ProductLaws(seed: 2_011_11152)

  /// Four of eleven pairs; `descent laws` takes those between them, too.
  ///
  /// No role has a multiple of eleven parts, so that every part is met in places of all kinds.
  @Test(arguments: 0..<4)
  func `pairs keep the laws`(_ first: Int) throws {
    let run = try #require(Self.run)
    var cases = 0
    for index in stride(from: first, to: run.pairs.count, by: 11) {
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

  /// Where threads share a parameter a mistake may show that is none in a small one, but it takes a while.
  @Test func `every fiftieth combination may have a parameter for threads to share`() throws {
    let sizes = Mutex<Set<Int>>([])
    let law = Law("sizes are noted") { trial in
      sizes.withLock { $0.formUnion(trial.drawn.shapes.map { $0.reduce(1, *) }) }
      return nil
    }
    let run = try ProductLaws(seed: 3, laws: [law], drawsPairs: false)
    for (first, largest) in [(50, 70_000), (51, 600)] {
      sizes.withLock { $0 = [] }
      for number in stride(from: first, to: 2_000, by: 50) {
        #expect(run.outcomes(ofCombinations: number..<(number + 1)).map(\.cases) == [1])
      }
      #expect(sizes.withLock { $0.max() } == largest)
    }
  }
}
