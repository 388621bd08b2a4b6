import Descent
import Training
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
}
