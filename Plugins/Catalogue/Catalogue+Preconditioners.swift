import Optimization
import Storing

extension Catalogue {
  /// P.
  static let preconditioners = [
    CatalogueEntry("identity", Identity(), source: "gradient descent"),
    CatalogueEntry("sign", Sign(), source: "Bernstein et al., 2018, Algorithms 1 and 2"),
    CatalogueEntry(
      "rootMeanSquare", RootMeanSquare(),
      source: "Kingma and Ba, 2015, Algorithm 1; Tieleman and Hinton, 2012"),
    CatalogueEntry("amsgrad", AMSGrad(), source: "Reddi, Kale and Kumar, 2018, Algorithm 2"),
    CatalogueEntry("adagrad", Adagrad(), source: "Duchi, Hazan and Singer, 2011, Figure 1"),
    CatalogueEntry("adadelta", Adadelta(), source: "Zeiler, 2012, Algorithm 1"),
    CatalogueEntry(
      "infinityNorm", InfinityNorm(), source: "Kingma and Ba, 2015, Algorithm 2 (Adamax)"),
    CatalogueEntry("adaBelief", AdaBelief(), source: "Zhuang et al., 2020, Algorithm 2"),
    CatalogueEntry("yogi", Yogi(), source: "Zaheer et al., 2018, Algorithm 2"),
    CatalogueEntry(
      "partialPower", PartialPower(), source: "Chen et al., 2020, Algorithm 1 (Padam)"),
    CatalogueEntry(
      "adaBound", AdaBound(), source: "Luo, Xiong, Liu and Sun, 2019, Algorithms 2 and 3"),
    CatalogueEntry(
      "rectified", Rectified(RootMeanSquare(), beta: 0.999), required: ["beta"],
      source: "Liu et al., 2020, Algorithm 2 (RAdam)",
      aroundPreconditioner: { rectified($0) }),
    CatalogueEntry(
      "quasiHyperbolicMeanSquare", QuasiHyperbolicMeanSquare(),
      source: "Ma and Yarats, 2019, Algorithm 2 (QHAdam)"),
    CatalogueEntry(
      "laggedRootMeanSquare", LaggedRootMeanSquare(),
      source: "Taniguchi et al., 2024, Algorithm 2 (ADOPT)"),
    CatalogueEntry(
      "runningNorm", RunningNorm(), source: "Ginsburg et al., 2019, Algorithm 1 (NovoGrad)"),
    CatalogueEntry(
      "adafactor", Adafactor(), source: "Shazeer and Stern, 2018, Algorithms 4 and 5"),
    CatalogueEntry(
      "trustRatio", TrustRatio(RootMeanSquare()),
      source: "You et al., 2017 (LARS) and 2020, Algorithm 2 (LAMB)",
      aroundPreconditioner: { trustRatio($0) }),
    CatalogueEntry("orthogonalized", Orthogonalized(), source: "Jordan et al., 2024 (Muon)"),
    CatalogueEntry("shampoo", Shampoo(), source: "Gupta, Koren and Singer, 2018, Algorithm 2"),
    CatalogueEntry(
      "rotated", Rotated(RootMeanSquare()), source: "Vyas et al., 2024, Algorithm 3 (SOAP)",
      aroundPreconditioner: { rotated($0) }),
  ]
}

private func rectified<Base: Preconditioner>(_ base: Base) -> any Component.Type {
  Rectified<Base>.self
}

private func trustRatio<Base: Preconditioner>(_ base: Base) -> any Component.Type {
  TrustRatio<Base>.self
}

private func rotated<Base: Preconditioner>(_ base: Base) -> any Component.Type {
  Rotated<Base>.self
}
