extension TrainingData {
  /// What there is to learn from, in a line: how much in each part, of what, and which classes.
  package var summary: String {
    switch self {
    case .text(let text, let trainingShare):
      return "\(text.tokens.count) characters, \(text.alphabet.count) different ones; the first "
        + "\((100 * trainingShare).text(decimals: 0)) % to learn from, the rest to test"
    case .examples(let training, let test):
      var counts = [Int](repeating: 0, count: training.classes.count)
      for label in training.labels + test.labels { counts[label] += 1 }
      let classes = zip(training.classes, counts).prefix(10).map { "\($0) (\($1))" }
      let features = training.featureCount
      return "\(training.count) examples to learn from, \(test.count) to test; "
        + "\(features) feature\(features == 1 ? "" : "s"); \(counts.count) classes: "
        + classes.joined(separator: ", ") + (counts.count > 10 ? ", …" : "")
    }
  }
}
