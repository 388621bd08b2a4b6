import Optimization
import Storing

extension Catalogue {
  /// T.
  static let transforms = [
    CatalogueEntry(
      "clipByNorm", ClipByNorm(1, scope: .all), required: ["limit"],
      source: "Pascanu, Mikolov and Bengio, 2013, Algorithm 1"),
    CatalogueEntry(
      "clipByValue", ClipByValue(1), required: ["limit"],
      source: "Pascanu, Mikolov and Bengio, 2013"),
    CatalogueEntry(
      "amplifySlow", AmplifySlow(),
      source: "Lee, Kang, Kim and Lee, 2024, Algorithm 2 (GrokFast)"),
    CatalogueEntry("adaptiveClip", AdaptiveClip(), source: "Brock, De, Smith and Simonyan, 2021"),
    CatalogueEntry("centralize", Centralize(), source: "Yong, Huang, Hua and Zhang, 2020"),
    CatalogueEntry("normalizeByNorm", NormalizeByNorm(scope: .all), source: "Nesterov, 1984"),
    CatalogueEntry(
      "addNoise", AddNoise(variance: 0.01, seed: 1), required: ["variance", "seed"],
      source: "Neelakantan et al., 2015"),
    CatalogueEntry("refuseNonFinite", RefuseNonFinite(), source: "none"),
    CatalogueEntry(
      "scaledByDistance", ScaledByDistance(), source: "Mishchenko and Defazio, 2023, Algorithm 4"),
    CatalogueEntry("skipNonFinite", SkipNonFinite(), source: "optax, apply_if_finite"),
  ]
}
