import Optimization
import Storing

extension Catalogue {
  /// The named optimizers.
  static let recipes = descents + adaptive + averaging + scaled + distances + further

  private static let descents = [
    Recipe("sgd", source: "Robbins and Monro, 1951; PyTorch") { .sgd(learningRate: $0) },
    Recipe("sgdw", source: "Loshchilov and Hutter, 2019, Algorithm 1") {
      .sgdw(learningRate: $0, weightDecay: 5e-4)
    },
    Recipe("sgds", source: "Xie et al., 2023; the authors' code") { .sgds(learningRate: $0) },
    Recipe("aggmo", source: "Lucas, Sun, Zemel and Grosse, 2019, equation 4") {
      .aggmo(learningRate: $0)
    },
    Recipe("qhm", source: "Ma and Yarats, 2019, Algorithm 1; the authors' code") {
      .qhm(learningRate: $0)
    },
    Recipe("adai", source: "Xie, Wang, et al., 2022, Algorithm 2; the authors' code") {
      .adai(learningRate: $0)
    },
    Recipe("adais", source: "Xie et al., 2023; the authors' code") { .adais(learningRate: $0) },
    Recipe("signum", source: "Bernstein et al., 2018, Algorithm 2") { .signum(learningRate: $0) },
    Recipe("lion", source: "Chen et al., 2023, Algorithm 2") { .lion(learningRate: $0) },
  ]

  private static let adaptive = [
    Recipe("adam", source: "Kingma and Ba, 2015, Algorithm 1") { .adam(learningRate: $0) },
    Recipe("adamw", source: "Loshchilov and Hutter, 2019, Algorithm 2; PyTorch") {
      .adamw(learningRate: $0)
    },
    Recipe("adams", source: "Xie et al., 2023; the authors' code") { .adams(learningRate: $0) },
    Recipe("adamc", source: "Defazio, 2025") { .adamc(learningRate: $0, weightDecay: 0.01) },
    Recipe("amsgrad", source: "Reddi, Kale and Kumar, 2018; PyTorch") {
      .amsgrad(learningRate: $0)
    },
    Recipe("adamax", source: "Kingma and Ba, 2015, Algorithm 2; PyTorch") {
      .adamax(learningRate: $0)
    },
    Recipe("adabelief", source: "Zhuang et al., 2020; optax") { .adabelief(learningRate: $0) },
    Recipe("adabound", source: "Luo, Xiong, Liu and Sun, 2019") { .adabound(learningRate: $0) },
    Recipe("adagrad", source: "Duchi, Hazan and Singer, 2011; PyTorch") {
      .adagrad(learningRate: $0)
    },
    Recipe("adadelta", source: "Zeiler, 2012; PyTorch") { .adadelta(learningRate: $0) },
    Recipe("rmsprop", source: "Tieleman and Hinton, 2012; PyTorch") { .rmsprop(learningRate: $0) },
    Recipe("padam", source: "Chen et al., 2020; the authors' code") { .padam(learningRate: $0) },
    Recipe("radam", source: "Liu et al., 2020; PyTorch") { .radam(learningRate: $0) },
    Recipe("yogi", source: "Zaheer et al., 2018; optax") { .yogi(learningRate: $0) },
    Recipe("qhadam", source: "Ma and Yarats, 2019, Algorithm 2; the authors' code") {
      .qhadam(learningRate: $0)
    },
  ]

  private static let averaging = [
    Recipe("nadam", source: "Dozat, 2016; PyTorch") { .nadam(learningRate: $0) },
    Recipe("nadamw", source: "Dozat, 2016; PyTorch") { .nadamw(learningRate: $0) },
    Recipe("adan", source: "Xie, Zhou, et al., 2022, Algorithm 1") { .adan(learningRate: $0) },
    Recipe("ademamix", source: "Pagliardini, Ablin and Grangier, 2024; the authors' code") {
      .ademamix(learningRate: $0)
    },
    Recipe("laprop", source: "Ziyin, Wang and Ueda, 2020, Algorithm 1") {
      .laprop(learningRate: $0)
    },
    Recipe("adopt", source: "Taniguchi et al., 2024, Algorithm 2") { .adopt(learningRate: $0) },
    Recipe("novograd", source: "Ginsburg et al., 2019, Algorithm 1") {
      .novograd(learningRate: $0)
    },
  ]

  private static let scaled = [
    Recipe("lamb", source: "You et al., 2020, Algorithm 2; optax") { .lamb(learningRate: $0) },
    Recipe("lars", source: "You, Gitman and Ginsburg, 2017") { .lars(learningRate: $0) },
    Recipe("adafactor", source: "Shazeer and Stern, 2018, Algorithms 4 and 5") {
      .adafactor(learningRate: $0)
    },
    Recipe("muon", source: "Jordan et al., 2024; PyTorch") { .muon(learningRate: $0) },
    Recipe("shampoo", source: "Gupta, Koren and Singer, 2018, Algorithm 2") {
      .shampoo(learningRate: $0)
    },
    Recipe("soap", source: "Vyas et al., 2024, Algorithm 3; the authors' code") {
      .soap(learningRate: $0)
    },
  ]

  private static let further = [
    Recipe("madgrad", source: "Defazio and Jelassi, 2022, Algorithm 1; the authors' code") {
      .madgrad(learningRate: $0)
    },
    Recipe("cocob", source: "Orabona and Tommasi, 2017, Algorithm 2; optax") {
      .cocob(learningRate: $0)
    },
    Recipe("rprop", source: "Riedmiller and Braun, 1993; PyTorch") { .rprop(learningRate: $0) },
    Recipe("ogd", source: "Mokhtari, Ozdaglar and Pattathil, 2020, equation 6; optax") {
      .ogd(learningRate: $0)
    },
    Recipe("simplifiedAdEMAMix", source: "Morwani et al., 2025; optax") {
      .simplifiedAdEMAMix(learningRate: $0)
    },
  ]

  private static let distances = [
    Recipe("dog", source: "Ivgi, Hinder and Carmon, 2023, Algorithm 1; the authors' code") {
      .dog(learningRate: $0)
    },
    Recipe("dowg", source: "Khaled, Mishchenko and Jin, 2023, Algorithm 1") {
      .dowg(learningRate: $0)
    },
    Recipe("polyak", source: "Polyak, 1987; Loizou et al., 2021, equation 6") {
      .polyak(learningRate: $0)
    },
    Recipe("momo", source: "Schaipp et al., 2024, Algorithm 1; optax") {
      .momo(learningRate: $0)
    },
    Recipe("prodigy", source: "Mishchenko and Defazio, 2023, Algorithm 4; the authors' code") {
      .prodigy(learningRate: $0)
    },
    Recipe("dadaptSGD", source: "Defazio and Mishchenko, 2023, Algorithm 4; the authors' code") {
      .dadaptSGD(learningRate: $0)
    },
    Recipe("dadaptAdam", source: "Defazio and Mishchenko, 2023, Algorithm 5; the authors' code") {
      .dadaptAdam(learningRate: $0)
    },
  ]
}
