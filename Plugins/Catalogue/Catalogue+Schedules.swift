import Optimization
import Storing

extension Catalogue {
  /// η.
  static let schedules = plainSchedules + combinedSchedules + listeningSchedules

  private static let plainSchedules = [
    CatalogueEntry("constant", ConstantRate(1e-3), required: ["learningRate"], source: "none"),
    CatalogueEntry(
      "linear", LinearDecay(from: 1e-3, steps: 1), required: ["start", "steps"],
      source: "optax, linear_schedule"),
    CatalogueEntry(
      "polynomial", PolynomialDecay(peak: 1e-3, steps: 1, power: 1),
      required: ["peak", "steps", "power"], source: "optax, polynomial_schedule"),
    CatalogueEntry(
      "cosine", CosineDecay(peak: 1e-3, steps: 1), required: ["peak", "steps"],
      source: "Loshchilov and Hutter, 2017, equation 5"),
    CatalogueEntry(
      "cosineRestarts", CosineRestarts(peak: 1e-3, steps: 1), required: ["peak", "steps"],
      source: "Loshchilov and Hutter, 2017 (SGDR)"),
    CatalogueEntry(
      "exponential", ExponentialDecay(peak: 1e-3, factor: 0.5), required: ["peak", "factor"],
      source: "PyTorch, ExponentialLR"),
    CatalogueEntry(
      "multiStep", MultiStepDecay(peak: 1e-3, factor: 0.1, after: [1]),
      required: ["peak", "milestones"], source: "He, Zhang, Ren and Sun, 2016, section 4.2"),
    CatalogueEntry(
      "inverseTime", InverseTime(peak: 1e-3, rate: 1), required: ["peak", "decay"],
      source: "Robbins and Monro, 1951"),
    CatalogueEntry(
      "inverseSquareRoot", InverseSquareRoot(peak: 1e-3, warmUp: 1), required: ["peak", "warmUp"],
      source: "Vaswani et al., 2017, section 5.3 (Noam)"),
    CatalogueEntry(
      "oneCycle", OneCycle(peak: 1e-3, rise: 1, fall: 1), required: ["peak", "rise", "fall"],
      source: "Smith and Topin, 2019"),
    CatalogueEntry(
      "cyclic", CyclicRate(from: 1e-4, to: 1e-3, up: 1, down: 1),
      required: ["low", "high", "up", "down"], source: "Smith, 2017"),
    CatalogueEntry(
      "warmUpStableDecay", WarmUpStableDecay(peak: 1e-3, warmUp: 1, stable: 1, decay: 1),
      required: ["peak", "warmUp", "stable", "decay"],
      source: "Hu et al., 2024 (WSD)"),
    CatalogueEntry(
      "piecewise", PiecewiseRate([PiecewiseRate.Point(step: 1, rate: 1e-3)]),
      required: ["points"], source: "optax, piecewise_interpolate_schedule"),
    CatalogueEntry("list", ListedRates([1e-3]), required: ["rates"], source: "none"),
  ]

  private static let combinedSchedules = [
    CatalogueEntry(
      "warmUp", WarmUp(ConstantRate(1e-3), steps: 1), required: ["steps"],
      source: "Goyal et al., 2017, section 2.2",
      aroundSchedule: { warmUp($0) }),
    CatalogueEntry(
      "rectifiedWarmUp", RectifiedWarmUp(ConstantRate(1e-3), beta: 0.999), required: ["beta"],
      source: "Liu et al., 2020, Algorithm 2; Defazio et al., 2024, the authors' code",
      aroundSchedule: { rectifiedWarmUp($0) }),
    CatalogueEntry(
      "clamped", ClampedSchedule(ConstantRate(1e-3), low: 0, high: 1), required: ["low", "high"],
      source: "none", aroundSchedule: { clamped($0) }),
    CatalogueEntry(
      "shifted", ShiftedSchedule(ConstantRate(1e-3), delay: 0), required: ["delay"], source: "none",
      aroundSchedule: { shifted($0) }),
    CatalogueEntry(
      "repeated", RepeatedSchedule(ConstantRate(1e-3), every: 1), required: ["steps"],
      source: "none", aroundSchedule: { repeated($0) }),
    CatalogueEntry(
      "plateau", PlateauReduction(ConstantRate(1e-3)), source: "PyTorch, ReduceLROnPlateau",
      aroundSchedule: { plateau($0) }),
    CatalogueEntry(
      "joined", JoinedSchedules(ConstantRate(1e-3), then: ConstantRate(1e-3), from: 2),
      required: ["step"], source: "optax, join_schedules",
      aroundSchedules: { joined($0, $1) }),
    CatalogueEntry(
      "product", ProductOfSchedules(ConstantRate(1e-3), ConstantRate(1e-3)),
      source: "PyTorch, ChainedScheduler", aroundSchedules: { product($0, $1) }),
  ]
}

extension Catalogue {
  private static let listeningSchedules = [
    CatalogueEntry(
      "distanceOverGradients", DistanceOverGradients(ConstantRate(1)),
      source: "Ivgi, Hinder and Carmon, 2023, Algorithm 1 (DoG)",
      aroundSchedule: { distanceOverGradients($0) }),
    CatalogueEntry(
      "polyak", PolyakRate(ConstantRate(1)),
      source: "Polyak, 1987; Loizou et al., 2021, equation 6", aroundSchedule: { polyak($0) }),
    CatalogueEntry(
      "momoRate", MomoRate(ConstantRate(1)), source: "Schaipp et al., 2024, Algorithm 1 (MoMo)",
      aroundSchedule: { momoRate($0) }),
    CatalogueEntry(
      "prodigyRate", ProdigyRate(ConstantRate(1)),
      source: "Mishchenko and Defazio, 2023, Algorithm 4 (Prodigy)",
      aroundSchedule: { prodigyRate($0) }),
    CatalogueEntry(
      "dAdaptedRate", DAdaptedRate(ConstantRate(1)),
      source: "Defazio and Mishchenko, 2023, Algorithm 4", aroundSchedule: { dAdaptedRate($0) }),
    CatalogueEntry(
      "dAdaptedAdamRate", DAdaptedAdamRate(ConstantRate(1)),
      source: "Defazio and Mishchenko, 2023, Algorithm 5",
      aroundSchedule: { dAdaptedAdamRate($0) }),
  ]
}

private func warmUp<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  WarmUp<Base>.self
}

private func rectifiedWarmUp<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  RectifiedWarmUp<Base>.self
}

private func clamped<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  ClampedSchedule<Base>.self
}

private func shifted<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  ShiftedSchedule<Base>.self
}

private func repeated<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  RepeatedSchedule<Base>.self
}

private func plateau<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  PlateauReduction<Base>.self
}

private func joined<First: LearningRateSchedule, Second: LearningRateSchedule>(
  _ first: First, _ second: Second
) -> any Component.Type {
  JoinedSchedules<First, Second>.self
}

private func product<First: LearningRateSchedule, Second: LearningRateSchedule>(
  _ first: First, _ second: Second
) -> any Component.Type {
  ProductOfSchedules<First, Second>.self
}

private func distanceOverGradients<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  DistanceOverGradients<Base>.self
}

private func polyak<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  PolyakRate<Base>.self
}

private func momoRate<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  MomoRate<Base>.self
}

private func prodigyRate<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  ProdigyRate<Base>.self
}

private func dAdaptedRate<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  DAdaptedRate<Base>.self
}

private func dAdaptedAdamRate<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
  DAdaptedAdamRate<Base>.self
}
