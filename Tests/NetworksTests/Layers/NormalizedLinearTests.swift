import Autodiff
import Kernels
import Networks
import Testing

struct NormalizedLinearTests {
  /// Against the formula, by hand: ‖W‖ = 5, so that W is used as W · √4 / 5.
  @Test func theLengthOfTheWeightIsGiven() {
    var generator = SplitMix64(seed: 1)
    let layer = NormalizedLinear(from: 2, to: 2, using: &generator)
    layer.weight.value.update([3, 0, 0, 4])
    layer.bias.value.update([1, 0])
    expectClose(layer(Tensor([[5, 10]])).array, [1 + 6, 16], "result")
  }

  /// A loss that doesn't change along W has no slope along W, and one 1/c as steep at c · W.
  @Test func gradientsAreAcrossTheWeight() throws {
    var generator = SplitMix64(seed: 2)
    let layer = NormalizedLinear(from: 3, to: 2, using: &generator)
    func gradient() throws -> [Float] {
      layer.weight.clearGradient()
      layer(Tensor([[1, -2, 0.5]])).crossEntropy([1]).backward()
      return try #require(layer.weight.gradient.map(Array.init))
    }
    let first = try gradient()
    let product = zip(first, layer.weight.value).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(product) < 1e-6 && first.contains { abs($0) > 1e-2 })
    layer.weight.value.update(layer.weight.value.map { 8 * $0 })
    expectClose(try gradient().map { 8 * $0 }, first, "gradient of the longer weight")
  }
}
