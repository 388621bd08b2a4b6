import Autodiff
import Testing

struct DropoutTests {
  @Test func theMeanStaysAndTheShareIsRight() {
    var generator = SplitMix64(seed: 5)
    let y = Tensor(repeating: 1, shape: [10_000]).dropout(0.25, using: &generator).array
    let dropped = y.count { $0 == 0 }
    #expect(abs(dropped - 2_500) < 150)  // 3.5 standard deviations
    #expect(y.allSatisfy { $0 == 0 || $0 == 1 / 0.75 })
  }

  @Test func theSeedDeterminesTheMaskAndTheNextIsAnother() {
    var (first, second) = (SplitMix64(seed: 9), SplitMix64(seed: 9))
    let x = Tensor(repeating: 1, shape: [64])
    let mask = x.dropout(0.5, using: &first).array
    #expect(mask == x.dropout(0.5, using: &second).array)
    #expect(mask != x.dropout(0.5, using: &first).array)
  }

  @Test func rateZeroDrawsNothing() {
    var generator = SplitMix64(seed: 2)
    let before = generator
    let x = Tensor([1, 2])
    #expect(x.dropout(0, using: &generator) === x)
    #expect(generator == before)
  }
}
