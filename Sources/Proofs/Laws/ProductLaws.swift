package import Descent
package import DistributedTraining
import Kernels
package import OptimizationTesting
import Training

/// The laws, put to the product of the standard parts: to every pair, and to random combinations.
///
/// A combination is determined by the seed and its number, so that any can be looked at again alone.
package struct ProductLaws: Sendable {
  /// What the combinations are drawn from.
  package let seed: UInt64

  /// A composition of every two parts of those roles whose pairs have something to do with each other;
  /// legal or not; none where they were not asked for.
  package let pairs: [Composition]

  private let laws: [Law]
  private let product = Combinations(of: .standard)

  /// The roles whose parts are paired.
  package static let rolePairs: [(Role, Role)] = [
    (.momentEstimator, .preconditioner), (.momentEstimator, .decayPolicy),
    (.preconditioner, .decayPolicy), (.decayPolicy, .schedule), (.transform, .momentEstimator),
    (.transform, .preconditioner), (.transform, .decayPolicy), (.transform, .schedule),
  ]

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - seed: what the combinations are drawn from.
  ///   - laws: what is put to them.
  ///   - drawsPairs: whether the pairs are drawn, too, which takes a while.
  /// - Throws: `RecipeError` where the catalogue can't describe one of its own parts.
  package init(
    seed: UInt64, laws: [Law] = Law.standard, drawsPairs: Bool = true
  ) throws(RecipeError) {
    self.seed = seed
    self.laws = laws
    var generator = SplitMix64(seed: seed)
    var pairs: [Composition] = []
    for (first, second) in Self.rolePairs where drawsPairs {
      pairs += try product.pairs(first, second, using: &generator)
    }
    self.pairs = pairs
  }

  /// What came of a composition.
  package struct Outcome: Sendable {
    /// The composition; nil for a pair that is refused.
    package internal(set) var composition: Composition?
    /// How many combinations were refused when they were composed.
    package internal(set) var refusals = 0
    /// How often a law was put to a case.
    package internal(set) var cases = 0
    /// What went wrong; nil where nothing did.
    package internal(set) var failure: String?
  }
}

extension ProductLaws {
  /// Puts the laws to a pair.
  ///
  /// - Parameters:
  ///   - index: its place among the pairs.
  ///   - largest: the number of elements of the large parameter that is drawn now and then.
  /// - Returns: what came of it.
  package func outcome(ofPair index: Int, largest: Int = 600) -> Outcome {
    checked(drawn(pair: index), largest: largest)
  }

  /// Puts the laws to a random combination.
  ///
  /// - Parameters:
  ///   - number: which one, from 1.
  ///   - largest: the number of elements of the large parameter that is drawn now and then.
  /// - Returns: what came of it.
  package func outcome(ofCombination number: Int, largest: Int = 600) -> Outcome {
    checked(drawn(combination: number), largest: largest)
  }

  /// The outcomes of all pairs, found side by side.
  ///
  /// - Parameter ranks: the processes that share them; each hears of all.
  /// - Returns: the outcomes in the order of the pairs.
  package func outcomesOfPairs(over ranks: any Communicator = Alone()) -> [Outcome] {
    outcomes(pairs.indices, over: ranks, drawn(pair:))
  }

  /// The outcomes of some random combinations, found side by side.
  ///
  /// - Parameters:
  ///   - numbers: which ones, from 1.
  ///   - ranks: the processes that share them; each hears of all.
  /// - Returns: the outcomes in the order of the numbers.
  package func outcomes(
    ofCombinations numbers: Range<Int>, over ranks: any Communicator = Alone()
  ) -> [Outcome] {
    outcomes(numbers, over: ranks, drawn(combination:))
  }

  /// A composition to put the laws to, or the outcome of there being none.
  private typealias Draw = (outcome: Outcome, caseSeed: UInt64)

  private func drawn(pair index: Int) -> Draw {
    guard (try? Optimizer(pairs[index])) != nil else { return (Outcome(refusals: 1), 0) }
    return (Outcome(composition: pairs[index]), seed &+ UInt64(index))
  }

  private func drawn(combination number: Int) -> Draw {
    var mixer = SplitMix64(seed: seed ^ UInt64(number))
    var generator = SplitMix64(seed: mixer.next())
    var refusals = 0
    while true {
      do {
        let composition = try product.composition(using: &generator)
        if (try? Optimizer(composition)) != nil {
          return (Outcome(composition: composition, refusals: refusals), generator.next())
        }
      } catch {
        return (Outcome(failure: "\(error)"), 0)
      }
      refusals += 1
    }
  }

  /// Every rank draws everything, which is quick, and puts the laws to its share of it.
  private func outcomes(
    _ numbers: Range<Int>, over ranks: any Communicator, _ drawn: @escaping @Sendable (Int) -> Draw
  ) -> [Outcome] {
    let isOwn = { @Sendable (number: Int) in number % ranks.count == ranks.rank }
    var outcomes = numbers.concurrentMap(workers: processorCount) { number in
      let draw = drawn(number)
      guard isOwn(number) else { return draw.outcome }
      // A large parameter, for threads to share, is rare.
      return checked(draw, largest: number.isMultiple(of: 50) ? 70_000 : 600)
    }
    if ranks.count == 1 { return outcomes }
    // What the laws say travels as a line each: the number of cases, and what went wrong.
    let own = zip(numbers, outcomes).filter { isOwn($0.0) }.map(\.1.verdict)
    var verdicts = ranks.gather(own.joined(separator: "\u{1E}")).map {
      $0.split(separator: "\u{1E}").makeIterator()
    }
    for (place, number) in numbers.enumerated() {
      if let verdict = verdicts[number % ranks.count].next() {
        outcomes[place].verdict = "\(verdict)"
      }
    }
    return outcomes
  }

  private func checked(_ draw: Draw, largest: Int) -> Outcome {
    var outcome = draw.outcome
    guard let composition = outcome.composition else { return outcome }
    do {
      outcome.cases = try CompositionLaws(laws, cases: 1, seed: draw.caseSeed, largest: largest)
        .check(composition)
    } catch { outcome.failure = "\(error)" }
    return outcome
  }
}

extension ProductLaws.Outcome {
  /// What the laws said: the number of cases, and after a blank what went wrong.
  fileprivate var verdict: String {
    get { failure.map { "\(cases) \($0)" } ?? "\(cases)" }
    set {
      let parts = newValue.split(separator: " ", maxSplits: 1)
      cases = parts.first.flatMap { Int($0) } ?? 0
      failure = parts.count > 1 ? String(parts[1]) : nil
    }
  }
}
