import Optimization

extension Catalogue {
  /// P.
  static let preconditioners = [
    CatalogueEntry("identity", Identity(), source: "gradient descent"),
    CatalogueEntry(
      "rootMeanSquare", RootMeanSquare(),
      source: "Kingma and Ba, 2015, Algorithm 1; Tieleman and Hinton, 2012"),
    CatalogueEntry("sign", Sign(), source: "Bernstein et al., 2018, Algorithm 1"),
    CatalogueEntry(
      "laggedRootMeanSquare", LaggedRootMeanSquare(),
      source: "Taniguchi et al., 2024, Algorithm 2"),
    CatalogueEntry(
      "quasiHyperbolicMeanSquare", QuasiHyperbolicMeanSquare(),
      source: "Ma and Yarats, 2019, Algorithm 2"),
    CatalogueEntry(
      "amsgrad", AMSGrad(), source: "Reddi, Kale and Kumar, 2018, Algorithm 2"),
  ]
}
