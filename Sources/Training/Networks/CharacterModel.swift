import Autodiff
import Networks

/// The next character from the few before it: vectors for the characters, layers with layer norm and
/// rectifiers, and a guess.
struct CharacterModel: TokenNetwork {
  let embedding: Embedding
  let hidden: [Hidden]
  let output: Linear
  let dropout: Dropout

  /// A layer that is normalized: its bias would be subtracted again, so that it has none.
  struct Hidden: Model {
    let linear: Linear
    let norm: LayerNorm
  }

  var guesses: Int { 1 }

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - alphabet: the number of characters.
  ///   - window: how many characters are read.
  ///   - width: the length of the vector for a character.
  ///   - hidden: the widths of the hidden layers.
  ///   - dropout: the share of the hidden units to drop.
  ///   - generator: where randomness comes from.
  init(
    alphabet: Int, window: Int, width: Int = 16, hidden: [Int], dropout: Float,
    using generator: inout SplitMix64
  ) {
    let widths = [window * width] + hidden
    embedding = Embedding(tokens: alphabet, width: width, using: &generator)
    self.hidden = zip(widths, hidden).map { inputs, outputs in
      Hidden(
        linear: Linear(from: inputs, to: outputs, hasBias: false, using: &generator),
        norm: LayerNorm(width: outputs))
    }
    output = Linear(from: widths[widths.count - 1], to: alphabet, using: &generator)
    self.dropout = Dropout(dropout, using: &generator)
  }

  func callAsFunction(_ tokens: [Int], windows: Int) -> Tensor {
    let vectors = embedding(tokens)
    var x = vectors.reshaped([windows, vectors.count / windows])
    for layer in hidden { x = dropout(layer.norm(layer.linear(x)).relu()) }
    return output(x)
  }
}

extension CharacterModel: ScaleInvariantNetwork {
  var scaleInvariantWeights: [ScaleInvariantWeight] {
    hidden.map { ScaleInvariantWeight(parameter: $0.linear.weight, norm: $0.norm) }
  }
}

extension NamedNetwork {
  /// The next character from the 8 before it.
  public static let characters = NamedNetwork(
    name: "text", summary: "the next character from the 8 before it, layers with layer norm",
    hidden: [64, 64], batchSize: 64,
    maker: .text(window: CharacterText.window) { alphabet, plan, generator in
      CharacterModel(
        alphabet: alphabet, window: CharacterText.window, hidden: plan.hidden,
        dropout: plan.dropout, using: &generator)
    })
}
