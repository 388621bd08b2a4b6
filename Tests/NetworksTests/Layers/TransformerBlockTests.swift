import Autodiff
import Networks
import Testing

struct TransformerBlockTests {
  @Test func agreesWithPyTorch() throws {
    var generator = SplitMix64(seed: 1)
    try RecordedLayers.load().transformerBlock.check(
      TransformerBlock(width: 6, heads: 2, using: &generator))
  }

  /// The number of heads decides how widths are parted, not what is learned.
  @Test(arguments: [1, 2, 4]) func `any number of heads that parts the width`(heads: Int) {
    var generator = SplitMix64(seed: 1)
    let attention = CausalSelfAttention(width: 4, heads: heads, using: &generator)
    #expect(attention(Tensor(repeating: 1, shape: [1, 3, 4])).shape == [1, 3, 4])
  }

  @Test func aPositionDoesNotSeeWhatComesAfterIt() {
    var generator = SplitMix64(seed: 1)
    let block = TransformerBlock(width: 4, heads: 2, using: &generator)
    var values = (0..<12).map { _ in generator.nextUniform() }
    let before = block(Tensor(values, shape: [1, 3, 4])).array
    values[8] += 1
    let after = block(Tensor(values, shape: [1, 3, 4])).array
    #expect(before[..<8] == after[..<8])
    #expect(before[8...] != after[8...])
  }

  @Test func dropoutIsOnlyForTraining() {
    var generator = SplitMix64(seed: 1)
    let block = TransformerBlock(width: 4, heads: 2, dropout: 0.5, using: &generator)
    let x = Tensor((0..<12).map { _ in generator.nextUniform() }, shape: [1, 3, 4])
    #expect(block(x).array != block(x).array)
    #expect(evaluating { block(x).array == block(x).array })
  }
}
