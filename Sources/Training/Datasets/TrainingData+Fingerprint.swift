import Kernels

extension TrainingData {
  /// A few digits that other data would hardly have: they depend on every number of both parts.
  package var fingerprint: String {
    var fingerprint = Fingerprint()
    switch self {
    case .examples(let training, let test):
      for dataset in [training, test] {
        fingerprint.add("\(dataset.shape) \(dataset.classes)")
        for label in dataset.labels { fingerprint.add(UInt64(label)) }
        for feature in dataset.features { fingerprint.add(UInt64(feature.bitPattern)) }
      }
    case .text(let text, let trainingShare):
      fingerprint.add(trainingShare.bitPattern)
      for scalar in text.alphabet { fingerprint.add(UInt64(scalar.value)) }
      for token in text.tokens { fingerprint.add(UInt64(token)) }
    }
    return "\(fingerprint)"
  }
}
