package import Descent

extension Catalogue {
  /// T: what changes the gradient first.
  package static let transforms: [CatalogueEntry<any GradientTransform>] = [
    CatalogueEntry(
      "clip-norm", "scale the gradient down to a global norm", [Hyperparameter("limit", above: 0)]
    ) { .clip(globalNorm: $0[0]) },
    CatalogueEntry(
      "clip-value", "limit each element of the gradient", [Hyperparameter("limit", above: 0)]
    ) { .clip(value: $0[0]) },
  ]

  /// M: what averages gradients over time.
  package static let momentEstimators: [CatalogueEntry<any MomentEstimator>] = [
    CatalogueEntry("gradient", "the gradient itself") { _ in .gradient },
    CatalogueEntry(
      "heavy-ball", "momentum that adds gradients up",
      [
        Hyperparameter("beta", default: 0.9, in: 0..<1),
        Hyperparameter("dampening", default: 0, in: 0..<1),
      ]
    ) {
      // Without momentum there is nothing to dampen.
      .heavyBall(beta: $0[0], dampening: $0[0] == 0 ? 0 : $0[1])
    },
    CatalogueEntry(
      "nesterov", "momentum that looks ahead by one step",
      [Hyperparameter("beta", default: 0.9, in: 0..<1)]
    ) { .nesterov(beta: $0[0]) },
    CatalogueEntry(
      "exponential", "the exponential average, bias-corrected",
      [Hyperparameter("beta", default: 0.9, in: 0..<1)]
    ) { .exponential(beta: $0[0]) },
  ]

  private static let betaAndEpsilon = [
    Hyperparameter("beta", default: 0.999, in: 0..<1),
    Hyperparameter("epsilon", default: 1e-8, in: 0...),
  ]

  /// P: what rescales the direction.
  package static let preconditioners: [CatalogueEntry<any Preconditioner>] = [
    CatalogueEntry("identity", "the direction as it is") { _ in .identity },
    CatalogueEntry(
      "root-mean-square", "division by the root mean square of past gradients", betaAndEpsilon
    ) { .rootMeanSquare(beta: $0[0], epsilon: $0[1]) },
    CatalogueEntry("amsgrad", "division by the largest root mean square so far", betaAndEpsilon) {
      .amsgrad(beta: $0[0], epsilon: $0[1])
    },
  ]

  private static let rate = Hyperparameter("rate", in: 0...)

  /// D: what shrinks the parameters.
  package static let decayPolicies: [CatalogueEntry<any DecayPolicy>] = [
    CatalogueEntry("none", "no decay") { _ in .none },
    CatalogueEntry("l2", "the penalty's gradient is added to the gradient", [rate]) {
      .l2($0[0])
    },
    CatalogueEntry("decoupled", "a share η·rate of each parameter", [rate]) {
      .decoupled($0[0])
    },
    CatalogueEntry("stable", "a share rate per unit of effective learning rate (SWD)", [rate]) {
      .stable($0[0])
    },
    CatalogueEntry(
      "vanilla", "a fixed share of each parameter, whatever the learning rate",
      [Hyperparameter("rate", in: 0...1)]
    ) { .vanilla($0[0]) },
  ]
}
