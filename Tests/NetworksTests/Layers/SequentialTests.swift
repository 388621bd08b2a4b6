import Autodiff
import Kernels
import Networks
import Testing

@Suite struct SequentialTests {
  @Test(arguments: [Activation.relu, .tanh, .sigmoid, .gelu])
  func `layers act in their order, and their places are names`(_ activation: Activation) {
    var generator = SplitMix64(seed: 1)
    let (inner, outer) = (
      Linear(from: 2, to: 3, using: &generator), Linear(from: 3, to: 1, using: &generator)
    )
    let x = Tensor([[1, -2]])
    let hidden = inner(x)
    let expected =
      switch activation {
      case .relu: hidden.relu()
      case .tanh: hidden.tanh()
      case .sigmoid: hidden.sigmoid()
      case .gelu: hidden.gelu()
      }
    let network = Sequential(inner, activation, outer)
    #expect(network(x).array == outer(expected).array)
    #expect(network.parameters.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    let norm = Sequential(BatchNorm(channels: 2))
    #expect(norm.buffers.map(\.name) == ["0.running_mean", "0.running_var"])
  }

  /// As `torch.nn.Sequential(Linear(1, 1), Sequential(Linear(1, 1)))` calls them.
  @Test func `one inside another has no empty name between`() {
    var generator = SplitMix64(seed: 1)
    let layers = (0..<2).map { _ in Linear(from: 1, to: 1, using: &generator) }
    let network = Sequential(layers[0], Sequential(layers[1]))
    #expect(
      network.parameters.map(\.name) == ["0.weight", "0.bias", "1.0.weight", "1.0.bias"])
  }

  @Test func `an operation is a layer, and a list of layers a network`() {
    var generator = SplitMix64(seed: 1)
    let layers: [any Layer] = [
      Function { $0.flattened(from: 1) }, Linear(from: 4, to: 2, using: &generator),
    ]
    let network = Sequential(layers)
    let x = Tensor([1, -2, 3, -4, 5, -6, 7, -8], shape: [2, 2, 2])
    #expect(network(x).array == layers[1](x.reshaped([2, 4])).array)
    #expect(network.parameters.map(\.name) == ["1.weight", "1.bias"])
  }
}
