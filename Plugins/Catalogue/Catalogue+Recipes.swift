import Optimization
import Storing

extension Catalogue {
  /// The named optimizers, each with the learning rate of its source.
  static let recipes = descents + adaptive + averaging + scaled + distances + further

  private static let descents = [
    Recipe("sgd", 0.1, source: "Robbins and Monro, 1951; PyTorch") { .sgd(learningRate: $0) },
    Recipe("sgdw", 0.1, source: "Loshchilov and Hutter, 2019, Algorithm 1") {
      .sgdw(learningRate: $0)
    },
    Recipe("sgds", 0.1, source: "Xie et al., 2023; the authors' code") { .sgds(learningRate: $0) },
    Recipe("aggmo", 0.01, source: "Lucas, Sun, Zemel and Grosse, 2019, equation 4") {
      .aggmo(learningRate: $0)
    },
    Recipe("qhm", 1, source: "Ma and Yarats, 2019, Algorithm 1; the authors' code") {
      .qhm(learningRate: $0)
    },
    Recipe("adai", 1, source: "Xie, Wang, et al., 2022, Algorithm 2; the authors' code") {
      .adai(learningRate: $0)
    },
    Recipe("adais", 1, aliases: ["adaiw"], source: "Xie et al., 2023; the authors' code") {
      .adais(learningRate: $0)
    },
    Recipe("signum", 1e-3, source: "Bernstein et al., 2018, Algorithm 2; pytorch_optimizer") {
      .signum(learningRate: $0)
    },
    Recipe("lion", 1e-4, source: "Chen et al., 2023, Algorithm 2; the authors' code") {
      .lion(learningRate: $0)
    },
  ]

  private static let adaptive = [
    Recipe("adam", 1e-3, source: "Kingma and Ba, 2015, Algorithm 1") { .adam(learningRate: $0) },
    Recipe("adamw", 1e-3, source: "Loshchilov and Hutter, 2019, Algorithm 2; PyTorch") {
      .adamw(learningRate: $0)
    },
    Recipe("adams", 1e-3, source: "Xie et al., 2023; the authors' code") {
      .adams(learningRate: $0)
    },
    Recipe("adamc", 1e-3, source: "Defazio, 2025; pytorch_optimizer") {
      .adamc(learningRate: $0)
    },
    Recipe("amsgrad", 1e-3, source: "Reddi, Kale and Kumar, 2018; PyTorch") {
      .amsgrad(learningRate: $0)
    },
    Recipe("adamax", 2e-3, source: "Kingma and Ba, 2015, Algorithm 2; PyTorch") {
      .adamax(learningRate: $0)
    },
    Recipe("adabelief", 1e-3, source: "Zhuang et al., 2020; optax") {
      .adabelief(learningRate: $0)
    },
    Recipe("adabound", 1e-3, source: "Luo, Xiong, Liu and Sun, 2019; the authors' code") {
      .adabound(learningRate: $0)
    },
    Recipe("adagrad", 0.01, source: "Duchi, Hazan and Singer, 2011; PyTorch") {
      .adagrad(learningRate: $0)
    },
    Recipe("adadelta", 1, source: "Zeiler, 2012; PyTorch") { .adadelta(learningRate: $0) },
    Recipe("rmsprop", 0.01, source: "Tieleman and Hinton, 2012; PyTorch") {
      .rmsprop(learningRate: $0)
    },
    Recipe("padam", 0.1, source: "Chen et al., 2020; the authors' code") {
      .padam(learningRate: $0)
    },
    Recipe("radam", 1e-3, source: "Liu et al., 2020; PyTorch") { .radam(learningRate: $0) },
    Recipe("yogi", 0.01, source: "Zaheer et al., 2018; optax") { .yogi(learningRate: $0) },
    Recipe("qhadam", 1e-3, source: "Ma and Yarats, 2019, Algorithm 2; the authors' code") {
      .qhadam(learningRate: $0)
    },
  ]

  private static let averaging = [
    Recipe("nadam", 2e-3, source: "Dozat, 2016; PyTorch") { .nadam(learningRate: $0) },
    Recipe("nadamw", 1e-3, source: "Dozat, 2016; timm") { .nadamw(learningRate: $0) },
    Recipe("adan", 1e-3, source: "Xie, Zhou, et al., 2022, Algorithm 1") {
      .adan(learningRate: $0)
    },
    Recipe("ademamix", 1e-3, source: "Pagliardini, Ablin and Grangier, 2024; the authors' code") {
      .ademamix(learningRate: $0)
    },
    Recipe("laprop", 4e-4, source: "Ziyin, Wang and Ueda, 2020, Algorithm 1; the authors' code") {
      .laprop(learningRate: $0)
    },
    Recipe("adopt", 1e-3, source: "Taniguchi et al., 2024, Algorithm 2") {
      .adopt(learningRate: $0)
    },
    Recipe("novograd", 1e-3, source: "Ginsburg et al., 2019, Algorithm 1; timm") {
      .novograd(learningRate: $0)
    },
  ]

  private static let scaled = [
    Recipe("lamb", 1e-3, source: "You et al., 2020, Algorithm 2; optax, timm") {
      .lamb(learningRate: $0)
    },
    Recipe("lars", 1, source: "You, Gitman and Ginsburg, 2017; timm") { .lars(learningRate: $0) },
    Recipe("adafactor", 0.01, source: "Shazeer and Stern, 2018, Algorithms 4 and 5") {
      .adafactor(learningRate: $0)
    },
    Recipe("muon", 0.02, groups: ["rest": "adamw"], source: "Jordan et al., 2024; PyTorch") {
      .muon(learningRate: $0)
    },
    Recipe("shampoo", 1e-3, source: "Gupta, Koren and Singer, 2018; pytorch_optimizer") {
      .shampoo(learningRate: $0)
    },
    Recipe("soap", 3e-3, source: "Vyas et al., 2024, Algorithm 3; the authors' code") {
      .soap(learningRate: $0)
    },
  ]

  private static let further = [
    Recipe("madgrad", 1e-2, source: "Defazio and Jelassi, 2022, Algorithm 1; the authors' code") {
      .madgrad(learningRate: $0)
    },
    Recipe("cocob", 1, source: "Orabona and Tommasi, 2017, Algorithm 2; optax") {
      .cocob(learningRate: $0)
    },
    Recipe("rprop", 1e-2, source: "Riedmiller and Braun, 1993; PyTorch") {
      .rprop(learningRate: $0)
    },
    Recipe("ogd", 0.1, source: "Mokhtari, Ozdaglar and Pattathil, 2020, equation 6; optax") {
      .ogd(learningRate: $0)
    },
    Recipe("simplifiedAdEMAMix", 1e-3, source: "Morwani et al., 2025; optax") {
      .simplifiedAdEMAMix(learningRate: $0)
    },
  ]

  private static let distances = [
    Recipe("dog", 1, source: "Ivgi, Hinder and Carmon, 2023, Algorithm 1; the authors' code") {
      .dog(learningRate: $0)
    },
    Recipe("dowg", 1, source: "Khaled, Mishchenko and Jin, 2023, Algorithm 1") {
      .dowg(learningRate: $0)
    },
    Recipe("polyak", 1, source: "Polyak, 1987; Loizou et al., 2021, equation 6") {
      .polyak(learningRate: $0)
    },
    Recipe("momo", 1, source: "Schaipp et al., 2024, Algorithm 1; optax") {
      .momo(learningRate: $0)
    },
    Recipe("prodigy", 1, source: "Mishchenko and Defazio, 2023, Algorithm 4; the authors' code") {
      .prodigy(learningRate: $0)
    },
    Recipe("dadaptSGD", 1, source: "Defazio and Mishchenko, 2023, Algorithm 4; the authors' code") {
      .dadaptSGD(learningRate: $0)
    },
    Recipe("dadaptAdam", 1, source: "Defazio and Mishchenko, 2023, Algorithm 5; the authors' code")
    {
      .dadaptAdam(learningRate: $0)
    },
  ]
}
