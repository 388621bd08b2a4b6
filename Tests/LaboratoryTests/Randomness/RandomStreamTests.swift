import Descent
import Laboratory
import Testing

@Suite struct RandomStreamTests {
  @Test func streamsAndSeedsDiffer() {
    var seen: Set<UInt64> = []
    for seed in 0..<20 as Range<UInt64> {
      for stream in [RandomStream.labelNoise, .split, .order, .initialization, .measurement] {
        var generator = SplitMix64(seed: seed, stream: stream)
        seen.insert(generator.next())
      }
    }
    #expect(seen.count == 100)
  }

  @Test(arguments: [0, 1, 2, 17]) func permutations(count: Int) {
    var generator = SplitMix64(seed: 5, stream: .order)
    #expect(generator.permutation(count).sorted() == Array(0..<count))
  }

  @Test func numbersBelowABoundAreUniform() {
    var generator = SplitMix64(seed: 9, stream: .order)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<6_000 { counts[generator.number(below: 6)] += 1 }
    // χ² with five degrees of freedom: over 25 once in 7,000 seeds.
    let chiSquared = counts.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 }
    #expect(chiSquared < 25)
  }
}
