import Optimization

extension Catalogue {
  /// M.
  static let momentEstimators = [
    CatalogueEntry("gradient", Gradient(), source: "Robbins and Monro, 1951"),
    CatalogueEntry(
      "heavyBall", HeavyBall(beta: 0.9),
      source: "Polyak, 1964; Sutskever, Martens, Dahl and Hinton, 2013"),
    CatalogueEntry(
      "exponentialAverage", ExponentialAverage(), source: "Kingma and Ba, 2015, Algorithm 1"),
  ]
}
