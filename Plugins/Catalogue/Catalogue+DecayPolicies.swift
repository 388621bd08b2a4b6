import Optimization
import Storing

extension Catalogue {
  /// D.
  static let decayPolicies = [
    CatalogueEntry("none", NoDecay(), source: "none"),
    CatalogueEntry("l2", L2Decay(rate: 0), required: ["rate"], source: "Tikhonov, 1943"),
    CatalogueEntry(
      "sign", SignDecay(rate: 0), required: ["rate"], source: "Tibshirani, 1996 (the lasso)"),
    CatalogueEntry(
      "decoupled", DecoupledDecay(rate: 0), required: ["rate"],
      source: "Loshchilov and Hutter, 2019, Algorithm 2; PyTorch"),
    CatalogueEntry(
      "independent", IndependentDecay(rate: 0), required: ["rate"],
      source: "Loshchilov and Hutter, 2019, Algorithm 2, to the letter"),
    CatalogueEntry(
      "corrected", CorrectedDecay(rate: 0), required: ["rate"],
      source: "Defazio, 2025 (AdamC)"),
    CatalogueEntry(
      "vanilla", VanillaDecay(rate: 0), required: ["rate"], source: "Hanson and Pratt, 1988"),
    CatalogueEntry(
      "stable", StableWeightDecay(rate: 0), required: ["rate"], source: "Xie et al., 2023"),
    CatalogueEntry(
      "window", NoDecay().from(step: 1), source: "Bjorck, Weinberger and Gomes, 2021",
      aroundDecay: { window($0) }),
    CatalogueEntry(
      "cautious", CautiousDecay(NoDecay()), source: "Chen et al., 2025",
      aroundDecay: { cautious($0) }),
    CatalogueEntry(
      "centered", CenteredDecay(NoDecay(), toward: .start), required: ["center"],
      source: "Li, Grandvalet and Davoine, 2018 (L2-SP)",
      aroundDecay: { centered($0) }),
    CatalogueEntry(
      "scheduled", ScheduledDecay(NoDecay(), by: ConstantRate(1)),
      parts: ["base": .decayPolicy, "schedule": .schedule], source: "optax, adamw"
    ) { parts in
      guard let base = parts["base"] as? any DecayPolicy,
        let schedule = parts["schedule"] as? any LearningRateSchedule
      else { return nil }
      return scheduled(base, schedule)
    },
    CatalogueEntry(
      "sum", SumOfDecays(NoDecay(), NoDecay()),
      parts: ["first": .decayPolicy, "second": .decayPolicy], source: "none"
    ) { parts in
      guard let first = parts["first"] as? any DecayPolicy,
        let second = parts["second"] as? any DecayPolicy
      else { return nil }
      return sum(first, second)
    },
  ]
}

private func window<Base: DecayPolicy>(_ base: Base) -> any Component.Type {
  DecayWindow<Base>.self
}

private func cautious<Base: DecayPolicy>(_ base: Base) -> any Component.Type {
  CautiousDecay<Base>.self
}

private func centered<Base: DecayPolicy>(_ base: Base) -> any Component.Type {
  CenteredDecay<Base>.self
}

private func scheduled<Base: DecayPolicy, Schedule: LearningRateSchedule>(
  _ base: Base, _ schedule: Schedule
) -> any Component.Type {
  ScheduledDecay<Base, Schedule>.self
}

private func sum<First: DecayPolicy, Second: DecayPolicy>(
  _ first: First, _ second: Second
) -> any Component.Type {
  SumOfDecays<First, Second>.self
}
