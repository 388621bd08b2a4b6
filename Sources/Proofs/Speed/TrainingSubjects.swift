import Descent

/// A network with a batch to train it on; `Tests/Peers/training.py` has the same.
protocol Subject {
  /// What is trained.
  var model: any Model { get }

  /// The loss of the batch.
  func loss() -> Tensor
}

/// Fully connected layers: 784, 512, 512 and 10 wide, batches of 128.
struct Perceptron: Subject {
  private struct Network: Model {
    let layers: [Linear]
  }

  private let network: Network
  private let x = Tensor(repeatable(128 * 784), shape: [128, 784])
  private let labels = (0..<128).map { $0 * 7 % 10 }

  init() {
    var generator = SplitMix64(seed: 1)
    network = Network(
      layers: [(784, 512), (512, 512), (512, 10)].map {
        Linear(from: $0, to: $1, using: &generator)
      })
  }

  var model: any Model { network }

  func loss() -> Tensor {
    var x = x
    for layer in network.layers.dropLast() { x = layer(x).relu() }
    return network.layers[2](x).crossEntropy(labels)
  }
}

/// A residual network for images of 32 × 32: nine convolutions of 3 × 3, of 16, 32 and 64 channels,
/// batches of 64.
struct ResidualNetwork: Subject {
  private struct Block: Model {
    let first: Convolution2D
    let firstNorm: BatchNorm
    let second: Convolution2D
    let secondNorm: BatchNorm
    let bypass: Convolution2D?

    init(from inputs: Int, to outputs: Int, using generator: inout SplitMix64) {
      let stride = outputs / inputs
      first = Convolution2D(
        from: inputs, to: outputs, window: 3, stride: stride, padding: 1, hasBias: false,
        using: &generator)
      firstNorm = BatchNorm(channels: outputs)
      second = Convolution2D(
        from: outputs, to: outputs, window: 3, padding: 1, hasBias: false, using: &generator)
      secondNorm = BatchNorm(channels: outputs)
      bypass =
        stride == 1
        ? nil
        : Convolution2D(
          from: inputs, to: outputs, window: 1, stride: stride, hasBias: false, using: &generator)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let inside = secondNorm(second(firstNorm(first(x)).relu()))
      return (inside + (bypass?(x) ?? x)).relu()
    }
  }

  private struct Network: Model {
    let stem: Convolution2D
    let norm: BatchNorm
    let blocks: [Block]
    let head: Linear
  }

  private let network: Network
  private let x = Tensor(repeatable(64 * 3 * 32 * 32), shape: [64, 3, 32, 32])
  private let labels = (0..<64).map { $0 * 7 % 10 }

  init() {
    var generator = SplitMix64(seed: 1)
    network = Network(
      stem: Convolution2D(
        from: 3, to: 16, window: 3, padding: 1, hasBias: false, using: &generator),
      norm: BatchNorm(channels: 16),
      blocks: [(16, 16), (16, 32), (32, 64), (64, 64)].map {
        Block(from: $0, to: $1, using: &generator)
      },
      head: Linear(from: 64, to: 10, using: &generator))
  }

  var model: any Model { network }

  func loss() -> Tensor {
    var x = network.norm(network.stem(x)).relu()
    for block in network.blocks { x = block(x) }
    return network.head(x.mean(along: 2, 3)).crossEntropy(labels)
  }
}

/// A transformer that guesses the next of 65 characters: 4 blocks of 4 heads, 128 wide, texts of 64
/// characters, batches of 32.
struct Transformer: Subject {
  private struct Network: Model {
    let characters: Embedding
    let positions: Embedding
    let blocks: [TransformerBlock]
    let norm: LayerNorm
    let head: Linear
  }

  private let network: Network
  private let tokens = (0..<(32 * 64)).map { ($0 * $0 + 3 * $0) % 65 }
  private let labels = (1...(32 * 64)).map { ($0 * $0 + 3 * $0) % 65 }

  init() {
    var generator = SplitMix64(seed: 1)
    network = Network(
      characters: Embedding(tokens: 65, width: 128, using: &generator),
      positions: Embedding(tokens: 64, width: 128, using: &generator),
      blocks: (0..<4).map { _ in TransformerBlock(width: 128, heads: 4, using: &generator) },
      norm: LayerNorm(width: 128),
      head: Linear(from: 128, to: 65, using: &generator))
  }

  var model: any Model { network }

  func loss() -> Tensor {
    var x =
      network.characters(tokens, shape: [32, 64])
      + network.positions(Array(0..<64))
    for block in network.blocks { x = block(x) }
    return network.head(network.norm(x)).crossEntropy(labels)
  }
}

/// A network of 2, 16 and 2 units, batches of 32.
struct TinyNetwork: Subject {
  private struct Network: Model {
    let first: Linear
    let second: Linear
  }

  private let network: Network
  private let x = Tensor(repeatable(32 * 2), shape: [32, 2])
  private let labels = (0..<32).map { $0 * 7 % 2 }

  init() {
    var generator = SplitMix64(seed: 1)
    network = Network(
      first: Linear(from: 2, to: 16, using: &generator),
      second: Linear(from: 16, to: 2, using: &generator))
  }

  var model: any Model { network }

  func loss() -> Tensor {
    network.second(network.first(x).tanh()).crossEntropy(labels)
  }
}

/// Numbers in −½ ..< ½ that any language makes in the same way.
func repeatable(_ count: Int, start: Int = 0) -> [Float] {
  (0..<count).map { Float((($0 + start) * 7919) % 10_007) / 10_007 - 0.5 }
}

/// Starts the parameters of a network with numbers that any language makes in the same way.
func start(_ parameters: [Parameter]) {
  for (index, parameter) in parameters.enumerated() {
    if parameter.shape.count == 1 {
      let isScale = parameter.kind == .normalization && parameter.name.hasSuffix("weight")
      let start: Float = isScale ? 1 : 0
      parameter.value.update([Float](repeating: start, count: parameter.count))
    } else {
      let bound = 2 / Float(parameter.count / parameter.shape[0]).squareRoot()
      parameter.value.update(repeatable(parameter.count, start: 31 * index).map { bound * $0 })
    }
  }
}
