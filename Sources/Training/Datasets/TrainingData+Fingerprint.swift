import Autodiff

extension TrainingData {
  /// A few digits that other data would hardly have: they depend on every number of both parts.
  package var fingerprint: String {
    var hash: UInt64 = 0
    func add(_ word: UInt64) {
      var generator = SplitMix64(seed: hash ^ word)
      hash = generator.next()
    }
    func add(_ text: String) {
      add(UInt64(text.utf8.count))
      for byte in text.utf8 { add(UInt64(byte)) }
    }
    switch self {
    case .examples(let training, let test):
      for dataset in [training, test] {
        add("\(dataset.shape) \(dataset.classes)")
        for label in dataset.labels { add(UInt64(label)) }
        for feature in dataset.features { add(UInt64(feature.bitPattern)) }
      }
    case .text(let text, let trainingShare):
      add(trainingShare.bitPattern)
      for scalar in text.alphabet { add(UInt64(scalar.value)) }
      for token in text.tokens { add(UInt64(token)) }
    }
    return String(hash, radix: 16)
  }
}
