import Autodiff
import Networks
import Testing

@Suite struct CausalSelfAttentionTests {
  /// Where nothing is dropped, the operation that holds no scores is taken: its bits and no others.
  @Test(arguments: [0, 0.5] as [Float])
  func `without dropout no scores are held`(rate: Float) {
    var generator = SplitMix64(seed: 2)
    let layer = CausalSelfAttention(width: 12, heads: 3, dropout: rate, using: &generator)
    let x = Tensor((0..<240).map { _ in generator.nextUniform() - 0.5 }, shape: [2, 10, 12])
    let whole = layer.output(layer.projection(x).causalSelfAttention(heads: 3))
    #expect((Array(layer(x).value) == Array(whole.value)) == (rate == 0))
    evaluating { #expect(Array(layer(x).value) == Array(whole.value)) }
  }
}
