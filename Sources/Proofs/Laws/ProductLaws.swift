package import Descent
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
    guard (try? Optimizer(pairs[index])) != nil else { return Outcome(refusals: 1) }
    return outcome(
      of: pairs[index], caseSeed: seed &+ UInt64(index), largest: largest, refusals: 0)
  }

  /// Puts the laws to a random combination.
  ///
  /// - Parameters:
  ///   - number: which one, from 1.
  ///   - largest: the number of elements of the large parameter that is drawn now and then.
  /// - Returns: what came of it.
  package func outcome(ofCombination number: Int, largest: Int = 600) -> Outcome {
    var mixer = SplitMix64(seed: seed ^ UInt64(number))
    var generator = SplitMix64(seed: mixer.next())
    var refusals = 0
    while true {
      do {
        let composition = try product.composition(using: &generator)
        if (try? Optimizer(composition)) != nil {
          return outcome(
            of: composition, caseSeed: generator.next(), largest: largest, refusals: refusals)
        }
      } catch {
        return Outcome(failure: "\(error)")
      }
      refusals += 1
    }
  }

  /// The outcomes of all pairs, found side by side.
  package func outcomesOfPairs() -> [Outcome] {
    outcomes(pairs.indices, outcome(ofPair:largest:))
  }

  /// The outcomes of some random combinations, found side by side.
  ///
  /// - Parameter numbers: which ones, from 1.
  /// - Returns: the outcomes in the order of the numbers.
  package func outcomes(ofCombinations numbers: Range<Int>) -> [Outcome] {
    outcomes(numbers, outcome(ofCombination:largest:))
  }

  /// A large parameter, for threads to share, is rare.
  private func outcomes(
    _ numbers: Range<Int>, _ outcome: @escaping @Sendable (Int, Int) -> Outcome
  ) -> [Outcome] {
    numbers.concurrentMap(workers: processorCount) { number in
      outcome(number, number.isMultiple(of: 50) ? 70_000 : 600)
    }
  }

  private func outcome(
    of composition: Composition, caseSeed: UInt64, largest: Int, refusals: Int
  ) -> Outcome {
    var outcome = Outcome(composition: composition, refusals: refusals)
    do {
      outcome.cases = try CompositionLaws(laws, cases: 1, seed: caseSeed, largest: largest)
        .check(composition)
    } catch { outcome.failure = "\(error)" }
    return outcome
  }
}
