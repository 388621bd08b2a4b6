import Optimization

extension Catalogue {
  /// The named optimizers.
  static let recipes = [
    Recipe("sgd", source: "Robbins and Monro, 1951; PyTorch") { .sgd(learningRate: $0) },
    Recipe("sgdw", source: "Loshchilov and Hutter, 2019, Algorithm 1") {
      .sgdw(learningRate: $0, weightDecay: 5e-4)
    },
    Recipe("sgds", source: "Xie et al., 2023; the authors' code") { .sgds(learningRate: $0) },
    Recipe("adam", source: "Kingma and Ba, 2015, Algorithm 1") { .adam(learningRate: $0) },
    Recipe("adamw", source: "Loshchilov and Hutter, 2019, Algorithm 2; PyTorch") {
      .adamw(learningRate: $0)
    },
    Recipe("adams", source: "Xie et al., 2023; the authors' code") { .adams(learningRate: $0) },
  ]
}
