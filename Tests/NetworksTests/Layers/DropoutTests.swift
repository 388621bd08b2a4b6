import Autodiff
import Networks
import Testing

@Suite struct DropoutTests {
  @Test func `only training drops, and draws`() {
    var generator = SplitMix64(seed: 4)
    let layer = Dropout(0.5, using: &generator)
    let x = Tensor(repeating: 1, shape: [100])
    let before = layer.generator.generator
    #expect(measuring { layer(x) }.array == x.array)
    #expect(settling { layer(x) }.array == x.array)
    #expect(evaluating { layer(x) }.array == x.array)
    #expect(layer.generator.generator == before)
    #expect(withoutGradients { layer(x) }.array != x.array)
    #expect(layer.generator.generator != before)
  }
}
