import Autodiff
import Networks

/// A convolution, two residual blocks at 8 and 16 channels, the mean over each image, and a guess: about
/// 5,000 weights, with batch norm or without.
///
/// - Source: He et al., 2016, § 4.2, <https://arxiv.org/abs/1512.03385>; without batch norm, the last
///   convolution of a block starts as 0, as in Zhang, Dauphin and Ma, 2019,
///   <https://arxiv.org/abs/1901.09321>.
/// - Differs: far smaller; of Zhang, Dauphin and Ma's changes, no other.
struct ResidualNetwork: Layer {
  let image: [Int]
  let stem: Filter
  let blocks: [Block]
  let output: Linear
  let dropout: Dropout

  /// A convolution of 3 × 3 that keeps the extent at stride 1, and its norm in place of a bias.
  struct Filter: Layer {
    let convolution: Convolution2D
    let norm: BatchNorm?

    init(
      from inputs: Int, to outputs: Int, window: Int = 3, stride: Int = 1, isNormalized: Bool,
      initializer: Initializer = .kaimingNormal(), using generator: inout SplitMix64
    ) {
      convolution = Convolution2D(
        from: inputs, to: outputs, window: window, stride: stride, padding: window / 2,
        hasBias: !isNormalized, initializer: initializer, using: &generator)
      norm = isNormalized ? BatchNorm(channels: outputs) : nil
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let x = convolution(x)
      return norm?(x) ?? x
    }
  }

  /// Two filters beside a bypass.
  struct Block: Layer {
    let first, second: Filter
    let bypass: Filter?

    init(
      from inputs: Int, to outputs: Int, isNormalized: Bool, using generator: inout SplitMix64
    ) {
      let stride = inputs == outputs ? 1 : 2
      first = Filter(
        from: inputs, to: outputs, stride: stride, isNormalized: isNormalized, using: &generator)
      second = Filter(
        from: outputs, to: outputs, isNormalized: isNormalized,
        initializer: isNormalized ? .kaimingNormal() : .constant(0), using: &generator)
      bypass =
        inputs == outputs
        ? nil
        : Filter(
          from: inputs, to: outputs, window: 1, stride: stride, isNormalized: isNormalized,
          using: &generator)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      (second(first(x).relu()) + (bypass?(x) ?? x)).relu()
    }
  }

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - image: channels, height and width of an image.
  ///   - classes: the number of classes.
  ///   - isNormalized: whether convolutions have batch norm.
  ///   - dropout: the share of the means to drop.
  ///   - generator: where randomness comes from.
  init(
    image: [Int], classes: Int, isNormalized: Bool, dropout: Float,
    using generator: inout SplitMix64
  ) {
    self.image = image
    stem = Filter(from: image[0], to: 8, isNormalized: isNormalized, using: &generator)
    blocks = [
      Block(from: 8, to: 8, isNormalized: isNormalized, using: &generator),
      Block(from: 8, to: 16, isNormalized: isNormalized, using: &generator),
    ]
    output = Linear(from: 16, to: classes, using: &generator)
    self.dropout = Dropout(dropout, using: &generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = stem(x.reshaped([x.shape[0]] + image)).relu()
    for block in blocks { x = block(x) }
    return output(dropout(x.mean(along: 2, 3)))
  }
}

extension ResidualNetwork: ScaleInvariantNetwork {
  var scaleInvariantWeights: [ScaleInvariantWeight] {
    let filters: [Filter?] =
      [stem]
      + blocks.flatMap { block -> [Filter?] in
        [block.first, block.second, block.bypass]
      }
    return filters.compactMap(\.self).compactMap { filter in
      filter.norm.map { ScaleInvariantWeight(parameter: filter.convolution.weight, norm: $0) }
    }
  }
}

extension NamedNetwork {
  /// Residual blocks with batch norm.
  public static let residual = residual(
    "res", "two residual blocks of convolutions with batch norm", isNormalized: true)

  /// Residual blocks without batch norm.
  public static let plainResidual = residual(
    "res-plain", "the same without batch norm", isNormalized: false)

  private static func residual(_ name: String, _ summary: String, isNormalized: Bool) -> Self {
    NamedNetwork(
      name: name, summary: summary, hidden: [], batchSize: 100,
      maker: .examples { shape, classes, plan, generator throws(NetworkMismatch) in
        guard shape.count == 2 || shape.count == 3 else {
          throw NetworkMismatch(
            network: name, reason: "needs images, but an example is of shape \(shape)")
        }
        return ResidualNetwork(
          image: shape.count == 2 ? [1] + shape : shape, classes: classes,
          isNormalized: isNormalized, dropout: plan.dropout, using: &generator)
      })
  }
}
