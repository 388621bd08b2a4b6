import Optimization

extension Catalogue {
  /// η.
  static let schedules = [
    CatalogueEntry("constant", ConstantRate(1e-3), required: ["rate"], source: "none"),
    CatalogueEntry(
      "cosine", CosineDecay(peak: 1e-3, steps: 1), required: ["peak", "steps"],
      source: "Loshchilov and Hutter, 2017, equation 5"),
    CatalogueEntry(
      "exponential", ExponentialDecay(peak: 1e-3, factor: 0.5), required: ["peak", "factor"],
      source: "PyTorch, ExponentialLR"),
    CatalogueEntry(
      "linear", LinearDecay(from: 1e-3, steps: 1), required: ["start", "steps"],
      source: "optax, linear_schedule"),
    CatalogueEntry("list", ListedRates([1e-3]), required: ["rates"], source: "none"),
    CatalogueEntry(
      "multiStep", MultiStepDecay(peak: 1e-3, factor: 0.1, after: [1]),
      required: ["peak", "milestones"], source: "He, Zhang, Ren and Sun, 2016, section 4.2"),
    CatalogueEntry(
      "rectifiedWarmUp", RectifiedWarmUp(ConstantRate(1e-3), beta: 0.999), required: ["beta"],
      parts: ["base": .schedule], source: "Liu et al., 2020, Algorithm 2"
    ) { parts in
      func type<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
        RectifiedWarmUp<Base>.self
      }
      return (parts["base"] as? any LearningRateSchedule).map { type($0) }
    },
    CatalogueEntry(
      "step", StepDecay(peak: 1e-3, factor: 0.1, every: 1), required: ["peak", "steps"],
      source: "PyTorch, StepLR"),
    CatalogueEntry(
      "warmUp", WarmUp(ConstantRate(1e-3), steps: 1), required: ["steps"],
      parts: ["base": .schedule], source: "Goyal et al., 2017, section 2.2"
    ) { parts in
      func type<Base: LearningRateSchedule>(_ base: Base) -> any Component.Type {
        WarmUp<Base>.self
      }
      return (parts["base"] as? any LearningRateSchedule).map { type($0) }
    },
  ]
}
