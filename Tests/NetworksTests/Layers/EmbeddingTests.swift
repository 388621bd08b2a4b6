import Autodiff
import Networks
import Testing

struct EmbeddingTests {
  @Test func onlyTheRowsLookedUpGetAGradient() {
    var generator = SplitMix64(seed: 1)
    let layer = Embedding(tokens: 3, width: 2, using: &generator)
    let vectors = layer([2, 0, 2, 2], shape: [2, 2])
    #expect(vectors.shape == [2, 2, 2])
    vectors.sum().backward()
    #expect(layer.weight.gradient.map(Array.init) == [1, 1, 0, 0, 3, 3])
    #expect(layer.weight.kind == .embedding)
  }
}
