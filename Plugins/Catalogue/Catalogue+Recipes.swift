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
    Recipe("nadam", source: "Dozat, 2016, Algorithm 2; PyTorch") { .nadam(learningRate: $0) },
    Recipe("nadamw", source: "Dozat, 2016, Algorithm 2; PyTorch") { .nadamw(learningRate: $0) },
    Recipe("lion", source: "Chen et al., 2023, Algorithm 2") { .lion(learningRate: $0) },
    Recipe("signum", source: "Bernstein et al., 2018, Algorithm 2") { .signum(learningRate: $0) },
    Recipe("adan", source: "Xie, Zhou, Li, Lin and Yan, 2022, Algorithm 1; the authors' code") {
      .adan(learningRate: $0)
    },
    Recipe("ademamix", source: "Pagliardini, Ablin and Grangier, 2024, Algorithm 1") {
      .ademamix(learningRate: $0)
    },
    Recipe("laprop", source: "Ziyin, Wang and Ueda, 2020, Algorithm 1") {
      .laprop(learningRate: $0)
    },
    Recipe("adopt", source: "Taniguchi et al., 2024, Algorithm 2") { .adopt(learningRate: $0) },
    Recipe("adai", source: "Xie, Wang, Zhang, Sato and Sugiyama, 2022; the authors' code") {
      .adai(learningRate: $0)
    },
    Recipe("adais", source: "Xie et al., 2023; the authors' code") { .adais(learningRate: $0) },
    Recipe("rmsprop", source: "Tieleman and Hinton, 2012; PyTorch") { .rmsprop(learningRate: $0) },
    Recipe("qhm", source: "Ma and Yarats, 2019, Algorithm 1") { .qhm(learningRate: $0) },
    Recipe("qhadam", source: "Ma and Yarats, 2019, Algorithm 2") { .qhadam(learningRate: $0) },
  ]
}
