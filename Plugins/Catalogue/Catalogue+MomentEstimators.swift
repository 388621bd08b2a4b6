import Optimization
import Storing

extension Catalogue {
  /// M.
  static let momentEstimators = [
    CatalogueEntry("gradient", Gradient(), source: "Robbins and Monro, 1951"),
    CatalogueEntry(
      "heavyBall", HeavyBall(beta: 0.9),
      source: "Polyak, 1964; Sutskever, Martens, Dahl and Hinton, 2013"),
    CatalogueEntry(
      "optimistic", OptimisticGradient(),
      source: "Popov, 1980; Mokhtari, Ozdaglar and Pattathil, 2020, equation 6"),
    CatalogueEntry(
      "aggregatedMomentum", AggregatedMomentum(),
      source: "Lucas, Sun, Zemel and Grosse, 2019, equation 4 (AggMo)"),
    CatalogueEntry(
      "exponentialAverage", ExponentialAverage(), source: "Kingma and Ba, 2015, Algorithm 1"),
    CatalogueEntry("nesterovAverage", NesterovAverage(), source: "Dozat, 2016, Algorithm 2"),
    CatalogueEntry(
      "quasiHyperbolicAverage", QuasiHyperbolicAverage(),
      source: "Ma and Yarats, 2019, Algorithms 1 and 2"),
    CatalogueEntry(
      "interpolatedAverage", InterpolatedAverage(), source: "Chen et al., 2023, Algorithm 2 (Lion)"),
    CatalogueEntry(
      "twoAverages", TwoAverages(),
      source: "Pagliardini, Ablin and Grangier, 2024, Algorithm 1 (AdEMAMix)"),
    CatalogueEntry(
      "differenceAverage", DifferenceAverage(),
      source: "Xie, Zhou, Li, Lin and Yan, 2022, Algorithm 1 (Adan)"),
    CatalogueEntry(
      "adaptiveInertia", AdaptiveInertia(),
      source: "Xie, Wang, Zhang, Sato and Sugiyama, 2022, Algorithm 2 (Adai)"),
    CatalogueEntry(
      "afterScaling", AfterScaling(ExponentialAverage(), after: .rootMeanSquare()),
      parts: ["average": .momentEstimator, "scaling": .preconditioner],
      source: "Ziyin, Wang and Ueda, 2020, Algorithm 1 (LaProp)"
    ) { parts in
      guard let average = parts["average"] as? any MomentEstimator,
        let scaling = parts["scaling"] as? any Preconditioner
      else { return nil }
      return afterScaling(average, scaling)
    },
    CatalogueEntry(
      "lateStart", LateStart(ExponentialAverage(), first: 2), required: ["first"],
      parts: ["base": .momentEstimator], source: "Vyas et al., 2024, the authors' code (SOAP)"
    ) { parts in (parts["base"] as? any MomentEstimator).map { lateStart($0) } },
  ]
}

private func afterScaling<Average: MomentEstimator, Scaling: Preconditioner>(
  _ average: Average, _ scaling: Scaling
) -> any Component.Type {
  AfterScaling<Average, Scaling>.self
}

private func lateStart<Base: MomentEstimator>(_ base: Base) -> any Component.Type {
  LateStart<Base>.self
}
