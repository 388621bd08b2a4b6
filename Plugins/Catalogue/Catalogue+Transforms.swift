import Optimization

extension Catalogue {
  /// T.
  static let transforms = [
    CatalogueEntry(
      "clipByNorm", ClipByNorm(1, scope: .all), required: ["limit"],
      source: "Pascanu, Mikolov and Bengio, 2013, Algorithm 1"),
    CatalogueEntry(
      "clipByValue", ClipByValue(1), required: ["limit"],
      source: "Pascanu, Mikolov and Bengio, 2013"),
  ]
}
