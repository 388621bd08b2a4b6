import Autodiff
import Networks

/// The next character of a text, from the few before it: vectors for the characters, layers with
/// layer norm and rectifiers, and a guess.
struct CharacterModel: Classifier {
  let network: Network
  private let text: CharacterText
  private let window = CharacterText.window
  private let trainingCount: Int

  /// The layers.
  struct Network: Model {
    let embedding: Embedding
    let hidden: [Hidden]
    let output: Linear
  }

  /// A layer that is normalized: its bias would be subtracted again, so that it has none.
  struct Hidden: Model {
    let linear: Linear
    let norm: LayerNorm
  }

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - text: at least `CharacterText.smallestCount` characters.
  ///   - trainingShare: the share of the text to learn from, above 0 and below 1; the test text
  ///     follows it.
  ///   - embedding: the length of the vector for a character.
  ///   - hidden: the widths of the hidden layers.
  ///   - seed: decides the first weights.
  init(
    text: CharacterText, trainingShare: Double, embedding: Int = 16,
    hidden: [Int], seed: UInt64
  ) {
    var generator = SplitMix64(seed: seed, stream: .initialization)
    let widths = [window * embedding] + hidden
    network = Network(
      embedding: Embedding(tokens: text.alphabet.count, width: embedding, using: &generator),
      hidden: zip(widths, hidden).map { inputs, outputs in
        Hidden(
          linear: Linear(from: inputs, to: outputs, hasBias: false, using: &generator),
          norm: LayerNorm(width: outputs))
      },
      output: Linear(from: widths[widths.count - 1], to: text.alphabet.count, using: &generator))
    self.text = text
    // Both parts have at least one window and the character after it.
    let characters = Int((trainingShare * Double(text.tokens.count)).rounded())
    trainingCount = Swift.min(Swift.max(characters, window + 1), text.tokens.count - window - 1)
  }

  func count(of part: DataPart) -> Int {
    let characters = part == .training ? trainingCount : text.tokens.count - trainingCount
    return characters - window
  }

  func labels(_ part: DataPart, _ places: ArraySlice<Int>) -> [Int] {
    let start = start(part) + window
    return places.map { Int(text.tokens[start + $0]) }
  }

  func logits(_ part: DataPart, _ places: ArraySlice<Int>) -> Tensor {
    let start = start(part)
    let tokens = places.flatMap { place in
      text.tokens[(start + place)..<(start + place + window)].map(Int.init)
    }
    let vectors = network.embedding(tokens, shape: [places.count, window])
    var x = vectors.reshaped([places.count, vectors.count / places.count])
    for layer in network.hidden { x = layer.norm(layer.linear(x)).relu() }
    return network.output(x)
  }

  private func start(_ part: DataPart) -> Int { part == .training ? 0 : trainingCount }
}
