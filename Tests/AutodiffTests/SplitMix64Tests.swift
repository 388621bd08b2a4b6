import Autodiff
import Testing

struct SplitMix64Tests {
  /// The first numbers of `splitmix64.c` for the seed 1234567.
  @Test func theSequenceIsThePublishedOne() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
    #expect(generator.next() == 3_203_168_211_198_807_973)
    #expect(generator.next() == 9_817_491_932_198_370_423)
  }

  @Test func uniformNumbersAreBelowOne() {
    var generator = SplitMix64(seed: 4)
    let numbers = (0..<10_000).map { _ in generator.nextUniform() }
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    #expect(abs(numbers.reduce(0, +) / 10_000 - 0.5) < 0.01)
  }

  @Test(arguments: [0, 1, 2, 17]) func permutations(count: Int) {
    var generator = SplitMix64(seed: 5)
    #expect(generator.permutation(count).sorted() == Array(0..<count))
  }

  @Test func numbersBelowABoundAreUniform() {
    var generator = SplitMix64(seed: 9)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<6_000 { counts[generator.number(below: 6)] += 1 }
    // χ² with five degrees of freedom: over 25 once in 7,000 seeds.
    let chiSquared = counts.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 }
    #expect(chiSquared < 25)
  }

  @Test func everyOrderIsAsLikelyAsAnother() {
    var generator = SplitMix64(seed: 9)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6_000 { counts[generator.permutation(3), default: 0] += 1 }
    let chiSquared = counts.values.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 }
    #expect(counts.count == 6 && chiSquared < 25)
  }
}
