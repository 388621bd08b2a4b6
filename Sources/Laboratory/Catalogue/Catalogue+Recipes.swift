import Descent

extension Catalogue {
  private static func weightDecay(default value: Double) -> Hyperparameter {
    Hyperparameter("weightDecay", default: value, in: 0...)
  }

  private static let momentum = Hyperparameter("momentum", default: 0.9, in: 0..<1)

  private static let betas = [
    Hyperparameter("beta1", default: 0.9, in: 0..<1),
    Hyperparameter("beta2", default: 0.999, in: 0..<1),
  ]

  /// The named optimizers: compositions of parts, without arithmetic of their own.
  package static let recipes: [CatalogueEntry<RecipeMaker>] = [
    CatalogueEntry(
      "sgd", "gradient descent with momentum and L2 decay", [weightDecay(default: 0), momentum]
    ) { values in
      { .sgd(learningRate: $0, momentum: values[1], l2: values[0]) }
    },
    CatalogueEntry(
      "sgdw", "gradient descent with momentum and decoupled decay",
      [weightDecay(default: 5e-4), momentum]
    ) { values in
      { .sgdw(learningRate: $0, momentum: values[1], weightDecay: values[0]) }
    },
    CatalogueEntry(
      "sgds", "gradient descent with momentum and stable decay",
      [weightDecay(default: 5e-4), momentum]
    ) { values in
      { .sgds(learningRate: $0, momentum: values[1], weightDecay: values[0]) }
    },
    CatalogueEntry("adam", "Adam with L2 decay", [weightDecay(default: 0)] + betas) { values in
      { .adam(learningRate: $0, beta1: values[1], beta2: values[2], l2: values[0]) }
    },
    CatalogueEntry(
      "adamw", "Adam with decoupled decay", [weightDecay(default: 0.01)] + betas
    ) { values in
      { .adamw(learningRate: $0, beta1: values[1], beta2: values[2], weightDecay: values[0]) }
    },
    CatalogueEntry(
      "adams", "Adam with stable decay", [weightDecay(default: 5e-4)] + betas
    ) { values in
      { .adams(learningRate: $0, beta1: values[1], beta2: values[2], weightDecay: values[0]) }
    },
  ]
}
