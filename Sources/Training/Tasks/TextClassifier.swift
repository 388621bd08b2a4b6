import Autodiff

/// A network for windows of a text, and two parts of the text.
struct TextClassifier<Network: TokenNetwork>: Classifier {
  let network: Network
  let tokens: [Int32]
  let window: Int
  /// Where in the text each part is; at least a window and a character.
  let training, test: Range<Int>

  func count(of part: DataPart) -> Int { range(part).count - window }

  func labels(_ part: DataPart, _ places: ArraySlice<Int>) -> [Int] {
    let first = range(part).lowerBound + window - network.guesses + 1
    return places.flatMap { place in
      tokens[(first + place)..<(first + place + network.guesses)].map(Int.init)
    }
  }

  func logits(_ part: DataPart, _ places: ArraySlice<Int>) -> Tensor {
    let start = range(part).lowerBound
    let read = places.flatMap { place in
      tokens[(start + place)..<(start + place + window)].map(Int.init)
    }
    return network(read, windows: places.count)
  }

  private func range(_ part: DataPart) -> Range<Int> { part == .training ? training : test }
}
