import Autodiff
import Networks
import Testing

/// What a layer is where nothing is said.
struct LayerDefaultTests {
  private let images = Tensor((0..<32).map { Float($0 * 7 % 11) }, shape: [1, 2, 4, 4])

  @Test func `layers have a bias, and take each place once`() {
    var generator = SplitMix64(seed: 1)
    #expect(Linear(from: 2, to: 3, using: &generator).bias?.shape == [3])
    let convolution = Convolution2D(from: 2, to: 3, window: 2, using: &generator)
    #expect(convolution.bias?.shape == [3] && convolution(images).shape == [1, 3, 3, 3])
  }

  @Test func `norms have PyTorch's ε and momentum`() {
    #expect(BatchNorm(channels: 2).epsilon == 1e-5 && BatchNorm(channels: 2).momentum == 0.1)
    #expect(LayerNorm(width: 2).epsilon == 1e-5)
  }

  /// One of everything.
  @Test func `the smallest layers are layers`() {
    var generator = SplitMix64(seed: 1)
    let x = Tensor([0.5, -2], shape: [1, 2, 1])
    #expect(Linear(from: 1, to: 1, using: &generator)(x).shape == [1, 2, 1])
    #expect(Array(LayerNorm(width: 1)(x).value) == [0, 0])
    #expect(BatchNorm(channels: 1)(Tensor([[1], [2]])).shape == [2, 1])
    #expect(Embedding(tokens: 1, width: 1, using: &generator)([0]).shape == [1, 1])
    #expect(CausalSelfAttention(width: 1, heads: 1, using: &generator)(x).shape == [1, 2, 1])
    #expect(
      TransformerBlock(width: 1, heads: 1, expansion: 1, using: &generator)(x).shape == [1, 2, 1])
    let convolution = Convolution2D(from: 1, to: 1, window: 1, using: &generator)
    #expect(convolution(Tensor([2], shape: [1, 1, 1, 1])).shape == [1, 1, 1, 1])
  }

  @Test func `a block is four times as wide inside, and drops nothing`() {
    var generator = SplitMix64(seed: 1)
    let block = TransformerBlock(width: 4, heads: 2, using: &generator)
    #expect(block.expansion.weight.shape == [16, 4])
    #expect(block.dropout.rate == 0 && block.attention.dropout.rate == 0)
    let attention = CausalSelfAttention(width: 4, heads: 2, using: &generator)
    #expect(attention.dropout.rate == 0)
  }
}
