import Autodiff
import Networks
import Testing

struct Convolution2DTests {
  /// A convolution with a bypass, pooled and classified.
  struct Residual: Layer {
    let stem: Convolution2D
    let norm = BatchNorm(channels: 3)
    let convolution: Convolution2D
    let head: Linear

    func callAsFunction(_ x: Tensor) -> Tensor {
      let stem = stem(x)
      return head((stem + norm(convolution(stem)).relu()).mean(along: 2, 3))
    }
  }

  @Test func aResidualNetworkAgreesWithPyTorch() throws {
    var generator = SplitMix64(seed: 1)
    let network = Residual(
      stem: Convolution2D(from: 2, to: 3, window: 3, stride: 2, padding: 1, using: &generator),
      convolution: Convolution2D(
        from: 3, to: 3, window: 3, padding: 1, hasBias: false, using: &generator),
      head: Linear(from: 3, to: 4, using: &generator))
    try RecordedLayers.load().residual.check(network)
  }
}
