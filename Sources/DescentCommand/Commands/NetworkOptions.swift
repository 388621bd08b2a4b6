import Training

/// The flags that say what learns.
struct NetworkOptions: OptionGroup {
  let network = Option(
    "network", .network,
    help: "what learns; mlp or, from text, text: "
      + NamedNetwork.all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", "))
  let hidden = Option(
    "hidden", .widths,
    help: "the widths of the hidden layers; "
      + "\(NamedNetwork.perceptron.widths) or, for text, \(NamedNetwork.characters.widths)")
  let batch = Option(
    "batch", .integer(in: 1...65_536),
    help:
      "the number of examples in a batch; 100, of few examples a twentieth of them and at least "
      + "8; for text 64, for text-former 16")
  let dropout = Option(
    "dropout", .share, default: 0, help: "the share of the hidden units to drop in training")
  let labelSmoothing = Option(
    "label-smoothing", .share, default: 0,
    help: "the share of a label that is spread over all classes in training")
  let decayEmbedding = Switch(
    "decay-embedding", help: "decay the vectors of characters, as weights are")

  /// The plan that the flags describe.
  ///
  /// - Parameters:
  ///   - arguments: what the user typed.
  ///   - data: what is learned from.
  /// - Returns: a plan with all examples and no label noise.
  /// - Throws: `UsageError` where the widths of a network can't be chosen.
  func plan(_ arguments: Arguments, data: TrainingData) throws(UsageError) -> TaskPlan {
    let network = arguments[optional: network] ?? data.usualNetwork
    guard !network.hidden.isEmpty || !arguments.gives(hidden) else {
      throw UsageError("--hidden can't be chosen for \(network.name), whose layers are fixed")
    }
    return TaskPlan(
      data: data, network: network, hidden: arguments[optional: hidden],
      batchSize: arguments[optional: batch] ?? usualBatch(of: network, data),
      dropout: Float(arguments[dropout]),
      labelSmoothing: Float(arguments[labelSmoothing]),
      decaysEmbeddings: arguments[decayEmbedding])
  }

  /// That of the network; of few examples less, so that an epoch has steps enough to learn from.
  private func usualBatch(of network: NamedNetwork, _ data: TrainingData) -> Int {
    guard case .examples(let training, _) = data else { return network.batchSize }
    return Swift.min(network.batchSize, Swift.max(8, training.count / 20))
  }

  /// What of a plan decides the numbers of a run, by the names of the flags.
  func settings(_ plan: TaskPlan) -> [String: String] {
    [
      network.name: plan.network.name,
      hidden.name: plan.hidden.map(String.init).joined(separator: ","),
      batch.name: "\(plan.batchSize)",
      dropout.name: "\(plan.dropout)",
      labelSmoothing.name: "\(plan.labelSmoothing)",
      decayEmbedding.name: "\(plan.decaysEmbeddings)",
    ]
  }
}

extension NamedNetwork {
  /// The usual widths of the hidden layers, as they are typed.
  fileprivate var widths: String { hidden.map(String.init).joined(separator: ",") }
}

extension ValueRule<NamedNetwork> {
  /// A network by its name.
  static var network: Self { Self(placeholder: "NAME", oneOf: NamedNetwork.all) { $0.name } }
}
