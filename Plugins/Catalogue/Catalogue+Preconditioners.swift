import Optimization
import Storing

extension Catalogue {
  /// P.
  static let preconditioners = [
    CatalogueEntry("identity", Identity(), source: "gradient descent"),
    CatalogueEntry("sign", Sign(), source: "Bernstein et al., 2018, Algorithms 1 and 2"),
    CatalogueEntry("resilient", Resilient(), source: "Riedmiller and Braun, 1993 (Rprop)"),
    CatalogueEntry(
      "coinBetting", CoinBetting(), source: "Orabona and Tommasi, 2017, Algorithm 2 (COCOB)"),
    CatalogueEntry(
      "dualAveraged", DualAveraged(),
      source: "Defazio and Jelassi, 2022, Algorithm 1 (MADGRAD)"),
    CatalogueEntry("divided", Divided(by: .root(), keeping: .mean()), source: "its parts'"),
    CatalogueEntry(
      "rootMeanSquare", flattening: Divided.rootMeanSquare(),
      source: "Kingma and Ba, 2015, Algorithm 1; Tieleman and Hinton, 2012"),
    CatalogueEntry("amsgrad", flattening: Divided.amsgrad(), source: RunningMaximum.source),
    CatalogueEntry("adagrad", flattening: Divided.adagrad(), source: SumOfSquares.source),
    CatalogueEntry("adadelta", Adadelta(), source: "Zeiler, 2012, Algorithm 1"),
    CatalogueEntry(
      "infinityNorm", flattening: Divided.infinityNorm(), source: FadingMaximum.source),
    CatalogueEntry("adabelief", flattening: Divided.adabelief(), source: Surprise.source),
    CatalogueEntry("yogi", flattening: Divided.yogi(), source: EvenMeanSquare.source),
    CatalogueEntry("partialPower", flattening: Divided.partialPower(), source: RootPower.source),
    CatalogueEntry("adabound", flattening: Divided.adabound(), source: ClosingBounds.source),
    CatalogueEntry(
      "quasiHyperbolic", flattening: Divided.quasiHyperbolic(), source: MixedSquare.source),
    CatalogueEntry(
      "laggedRootMeanSquare", flattening: Divided.laggedRootMeanSquare(),
      source: LaggedMeanSquare.source),
    CatalogueEntry(
      "rectified", Rectified(Divided.rootMeanSquare(), beta: 0.999), required: ["beta"],
      source: "Liu et al., 2020, Algorithm 2 (RAdam)",
      aroundPreconditioner: { rectified($0) }),
    CatalogueEntry(
      "runningNorm", RunningNorm(), source: "Ginsburg et al., 2019, Algorithm 1 (NovoGrad)"),
    CatalogueEntry(
      "adafactor", Adafactor(), source: "Shazeer and Stern, 2018, Algorithms 4 and 5"),
    CatalogueEntry(
      "trustRatio", TrustRatio(Divided.rootMeanSquare()),
      source: "You et al., 2017 (LARS) and 2020, Algorithm 2 (LAMB)",
      aroundPreconditioner: { trustRatio($0) }),
    CatalogueEntry("orthogonalized", Orthogonalized(), source: "Jordan et al., 2024 (Muon)"),
    CatalogueEntry("shampoo", Shampoo(), source: "Gupta, Koren and Singer, 2018, Algorithm 2"),
    CatalogueEntry(
      "rotated", Rotated(Divided.rootMeanSquare()), source: "Vyas et al., 2024, Algorithm 3 (SOAP)",
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
