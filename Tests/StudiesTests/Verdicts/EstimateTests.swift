import Studies
import Testing

@Suite struct EstimateTests {
  /// The rule in the words of its source, one condition each, for the smallest effect 1.
  struct Conditions {
    let estimate: Estimate

    var difference: [VerdictWord: Bool] {
      let e = estimate
      return [
        .contradicted: e.high < 0 && e.center <= -1,
        .tooSmall: !(e.high < 0 && e.center <= -1) && e.high < 1,
        .supported: e.low > 0 && e.center >= 1 && e.high >= 1,
        .undecided: e.high >= 1 && (e.low <= 0 || e.center < 1),
      ]
    }

    var equality: [VerdictWord: Bool] {
      let e = estimate
      let isInside = e.low > -1 && e.high < 1
      let isBeyond = e.center >= 1 && e.low > 0 || e.center <= -1 && e.high < 0
      return [
        .supported: isInside, .contradicted: isBeyond, .undecided: !isInside && !isBeyond,
      ]
    }
  }

  @Test func oneWordForEveryCase() {
    var noise = GaussianNoise(seed: 5)
    var counts: [VerdictWord: Int] = [:]
    for case_ in 0..<2_000 {
      let deviation = [0.01, 0.3, 1, 3][case_ % 4]
      let estimate = Estimate(
        noise.numbers(3 + case_ % 6, mean: 2 * noise.next(), deviation: deviation))
      let conditions = Conditions(estimate: estimate)
      #expect(conditions.difference.values.count { $0 } == 1)
      #expect(conditions.difference[estimate.word(ofDifference: 1)] == true)
      #expect(conditions.equality.values.count { $0 } == 1)
      #expect(conditions.equality[estimate.word(ofEquality: 1)] == true)
      counts[estimate.word(ofDifference: 1), default: 0] += 1
    }
    #expect(counts.count == 4)
  }

  @Test(arguments: [
    (2.0, VerdictWord.supported), (0.5, .tooSmall), (0, .tooSmall), (-0.5, .tooSmall),
    (-2, .contradicted),
  ])
  func withoutNoise(center: Double, word: VerdictWord) {
    let estimate = Estimate([center - 0.001, center, center + 0.001])
    #expect(estimate.word(ofDifference: 1) == word)
  }

  /// Rates of the words over many studies, from the review of the studies' rule: normal noise, effect and
  /// deviation in units of the smallest effect that matters.
  @Test(arguments: [
    (3, 0.5, 0.0, 0.00, 0.47, 0.00), (3, 0.5, 2, 0.91, 0, 0), (3, 1, 1, 0.15, 0.03, 0),
    (8, 0.5, 0, 0, 1.00, 0), (8, 0.5, 0.5, 0.00, 0.68, 0), (8, 0.5, 1, 0.50, 0.03, 0),
    (8, 1, 0, 0.00, 0.68, 0.00), (8, 1, 0.5, 0.07, 0.23, 0), (8, 2, 0, 0.02, 0.21, 0.02),
    (8, 2, 2, 0.68, 0, 0),
  ])
  func rates(
    count: Int, deviation: Double, effect: Double, supported: Double, tooSmall: Double,
    contradicted: Double
  ) {
    var noise = GaussianNoise(seed: 11)
    var counts: [VerdictWord: Double] = [:]
    let studies = 600
    for _ in 0..<studies {
      let estimate = Estimate(noise.numbers(count, mean: effect, deviation: deviation))
      counts[estimate.word(ofDifference: 1), default: 0] += 1 / Double(studies)
    }
    // Three standard errors of a share near one half.
    let tolerance = 0.062
    #expect(abs(counts[.supported, default: 0] - supported) < tolerance)
    #expect(abs(counts[.tooSmall, default: 0] - tooSmall) < tolerance)
    #expect(abs(counts[.contradicted, default: 0] - contradicted) < tolerance)
  }

  /// Rates of an equality that is true, and of one that is just not.
  @Test(arguments: [(3, 0.25, 0.0, 0.86), (8, 1, 0, 0.41), (8, 0.5, 0, 0.995), (8, 0.5, 1, 0.02)])
  func ratesOfEqualities(count: Int, deviation: Double, effect: Double, supported: Double) {
    var noise = GaussianNoise(seed: 12)
    let words = (0..<600).map { _ in
      Estimate(noise.numbers(count, mean: effect, deviation: deviation)).word(ofEquality: 1)
    }
    #expect(abs(Double(words.count { $0 == .supported }) / 600 - supported) < 0.062)
  }

  @Test(arguments: [
    (0.25, 3), (0.5, 5), (0.75, 7), (1, 11), (1.5, 21), (2, 34), (2.5, 52), (3, 73),
  ])
  func seedsNeeded(deviation: Double, count: Int) {
    // Three numbers with that deviation.
    let estimate = Estimate([-deviation, 0, deviation])
    #expect(estimate.seedsNeeded(for: 1) == count)
  }

  @Test func fewSeedsDecideNothing() {
    #expect(Estimate([5, 5.01]).word(ofDifference: 1) == .undecided)
    #expect(Estimate([]).word(ofEquality: 1) == .undecided)
  }

  @Test func coarseNumbersHaveASpread() {
    var origin = Estimate.Origin()
    origin.step = 0.05
    let estimate = Estimate([0.05, 0.05, 0.05], origin: origin)
    #expect(abs((estimate.deviation ?? 0) - 0.05 / 6.0.squareRoot()) < 1e-15)
    #expect(estimate.low < 0.05)
    origin.isBitEqual = true
    let equal = Estimate([0, 0, 0], origin: origin)
    #expect(equal.low == 0 && equal.high == 0)
    #expect(equal.word(ofDifference: 1) == .tooSmall)
    #expect(equal.word(ofEquality: 1) == .supported)
  }
}

/// What contrasts tell an estimate of the runs that they read.
@Suite struct EvidenceTests {
  private let quantity = Quantity("q")

  private func results(_ numbers: [Double], diverged: Int? = nil) -> StudyResults {
    var results = StudyResults(form: .quick, seeds: (31..<31 + UInt64(numbers.count)).map { $0 })
    for (index, number) in numbers.enumerated() {
      results["a", results.seeds[index]] = Measurement(values: ["q": number])
      results["b", results.seeds[index]] = Measurement(values: ["q": 0])
    }
    if let diverged { results["a", results.seeds[diverged]]?.hasDiverged = true }
    return results
  }

  /// Three are too few for an interval of ordered numbers, wherever the one without a bound stands.
  @Test(arguments: 0..<3) func oneRunWithoutABoundLeavesNoInterval(diverged: Int) {
    let contrast = Contrast(quantity, "a", minus: "b")
    let estimate = contrast.evidence(in: results([1, 2, 3], diverged: diverged)).estimate
    #expect(estimate.low == -.infinity && estimate.high == .infinity)
    #expect(contrast.evidence(in: results([1, 2, 3])).estimate.low > -.infinity)
  }

  /// A number alone is equal to none: equal ones are as coarse as its steps.
  @Test func oneNumberIsNotEqualToAnother() {
    let quantity = quantity
    let alone = Contrast("q of a", step: 1) { $0["a", quantity] }
    #expect(alone.evidence(in: results([2, 2, 2])).estimate.high > 2.5)
    let both = Contrast(quantity, "a", minus: "b", step: 1)
    #expect(both.evidence(in: results([0, 0, 0])).estimate.high == 0)
  }
}

@Suite struct DivergedEstimateTests {
  private func origin(isUnbounded: Bool) -> Estimate.Origin {
    var origin = Estimate.Origin()
    origin.hasDiverged = true
    origin.isUnbounded = isUnbounded
    return origin
  }

  /// The interval lies between the k-th number from below and from above.
  @Test(arguments: [(6, 1), (8, 1), (9, 2), (11, 2), (12, 3), (14, 3), (15, 4), (16, 4)])
  func orderedNumbers(count: Int, rank: Int) {
    let numbers = (1...count).map(Double.init)
    let estimate = Estimate(numbers.reversed(), origin: origin(isUnbounded: true))
    #expect(estimate.low == Double(rank))
    #expect(estimate.high == Double(count + 1 - rank))
    #expect(estimate.center == Double(count + 1) / 2)
  }

  @Test func oneInfinityOfEightIsOneSeed() {
    let estimate = Estimate(
      [1.9, 2, 2.1, 2.2, 1.8, 2, 2.05, .infinity], origin: origin(isUnbounded: true))
    #expect(estimate.high == .infinity)
    #expect(estimate.word(ofDifference: 1) == .supported)
  }

  /// The ends are the smallest and the largest of eight: where that is 0, nothing is below 0.
  @Test func anEndAtZeroIsNotBelowIt() {
    let numbers = [0.0] + [Double](repeating: -2, count: 7)
    let estimate = Estimate(numbers, origin: origin(isUnbounded: true))
    #expect(estimate.high == 0 && estimate.center == -2)
    #expect(estimate.word(ofDifference: 1) == .tooSmall)
    #expect(Estimate(numbers.map { -$0 }, origin: origin(isUnbounded: true)).low == 0)
  }

  @Test func fewSeedsWithoutABoundDecideNothing() {
    let infinite = Estimate([.infinity, .infinity, .infinity], origin: origin(isUnbounded: true))
    #expect(infinite.word(ofDifference: 1) == .undecided)
    let cut = Estimate([70, 69, 71], origin: origin(isUnbounded: false))
    #expect(cut.word(ofDifference: 1) == .supported)
  }

  /// Rates where runs diverge, from the review: test error 20, chance 90, deviation of a pair 0.5 and the
  /// smallest difference that matters 0.5.
  @Test(arguments: [
    // Each arm diverges in 3 of 10 runs, and nothing else differs.
    (0.0, 0.3, 0.3, 0.00), (1.0, 0.125, 0, 0.91), (1.0, 0, 0.125, 0.34),
    // Only the losing arm diverges, in every second run.
    (0, 0.5, 0, 0.10),
  ])
  func rates(effect: Double, loserDiverges: Double, winnerDiverges: Double, supported: Double) {
    var noise = GaussianNoise(seed: 13)
    var generator = GaussianNoise(seed: 14)
    // A share p of normal numbers is below its quantile; these are the ones used here.
    let quantiles = [0.0: -Double.infinity, 0.125: -1.15035, 0.3: -0.524401, 0.5: 0]
    let words = (0..<600).map { _ in
      var hasDiverged = false
      let values = (0..<8).map { _ in
        let loserIsAway = generator.next() < quantiles[loserDiverges] ?? 0
        let winnerIsAway = generator.next() < quantiles[winnerDiverges] ?? 0
        hasDiverged = hasDiverged || loserIsAway || winnerIsAway
        let difference = effect + 0.5 * noise.next()
        return switch (loserIsAway, winnerIsAway) {
        case (true, true): 0.0
        case (true, false): 70.0
        case (false, true): -70.0
        case (false, false): difference
        }
      }
      var origin = Estimate.Origin()
      origin.hasDiverged = hasDiverged
      return Estimate(values, origin: origin).word(ofDifference: 0.5)
    }
    #expect(abs(Double(words.count { $0 == .supported }) / 600 - supported) < 0.07)
  }
}
