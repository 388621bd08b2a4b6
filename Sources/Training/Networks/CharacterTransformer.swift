import Autodiff
import Networks

/// What follows each of 32 characters: two transformer blocks of width 32 with 2 heads.
struct CharacterTransformer: TokenNetwork {
  let embedding: Embedding
  let positions: Embedding
  let blocks: [TransformerBlock]
  let norm: LayerNorm
  let output: Linear
  let dropout: Dropout

  static let window = 32

  var guesses: Int { Self.window }

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - alphabet: the number of characters.
  ///   - width: the width of a position.
  ///   - dropout: the share of vectors, attention weights and results of each part to drop.
  ///   - generator: where randomness comes from.
  init(alphabet: Int, width: Int = 32, dropout: Float, using generator: inout SplitMix64) {
    embedding = Embedding(tokens: alphabet, width: width, using: &generator)
    positions = Embedding(tokens: Self.window, width: width, using: &generator)
    blocks = (0..<2).map { _ in
      TransformerBlock(width: width, heads: 2, dropout: dropout, using: &generator)
    }
    norm = LayerNorm(width: width)
    output = Linear(from: width, to: alphabet, using: &generator)
    self.dropout = Dropout(dropout, using: &generator)
  }

  func callAsFunction(_ tokens: [Int], windows: Int) -> Tensor {
    var x = embedding(tokens, shape: [windows, Self.window])
    x = dropout(x + positions(Array(0..<Self.window)))
    for block in blocks { x = block(x) }
    let logits = output(norm(x))
    return logits.reshaped([tokens.count, logits.count / tokens.count])
  }
}

extension NamedNetwork {
  /// What follows each of 32 characters.
  public static let transformer = NamedNetwork(
    name: "text-former", summary: "what follows each of 32 characters, two transformer blocks",
    hidden: [], batchSize: 16,
    maker: .text(window: CharacterTransformer.window) { alphabet, plan, generator in
      CharacterTransformer(alphabet: alphabet, dropout: plan.dropout, using: &generator)
    })
}
