import Autodiff
import Networks
import Testing

@Suite struct CausalSelfAttentionTests {
  /// Where nothing is dropped, the operation that holds no scores is taken: its numbers, and its memory.
  @Test(arguments: [0, 0.5] as [Float])
  func `without dropout no scores are held`(rate: Float) {
    var generator = SplitMix64(seed: 2)
    let layer = CausalSelfAttention(width: 12, heads: 3, dropout: rate, using: &generator)
    let x = Tensor((0..<960).map { _ in generator.nextUniform() - 0.5 }, shape: [2, 40, 12])
    func run(_ layer: (Tensor) -> Tensor) -> (numbers: [Float], elements: Int) {
      let memory = TensorMemory()
      let numbers = memory.use { Array(layer(x).value) }
      return (numbers, memory.allocatedElements)
    }
    let direct = { x in layer.output(layer.projection(x).causalSelfAttention(heads: 3)) }
    #expect((run(layer.callAsFunction).elements == run(direct).elements) == (rate == 0))
    #expect((run(layer.callAsFunction).numbers == run(direct).numbers) == (rate == 0))
    evaluating {
      #expect(run(layer.callAsFunction) == run(direct))
    }
  }

  /// A rate so small that no weight is dropped leaves the numbers of the operation that drops none.
  @Test func `with dropout and without, the same is attended to`() {
    var generator = SplitMix64(seed: 2)
    let layer = CausalSelfAttention(width: 12, heads: 3, dropout: 1e-9, using: &generator)
    let x = Tensor((0..<480).map { _ in generator.nextUniform() - 0.5 }, shape: [2, 20, 12])
    for (found, expected) in zip(layer(x).array, evaluating { layer(x).array }) {
      #expect(abs(found - expected) < 1e-5)
    }
  }
}
