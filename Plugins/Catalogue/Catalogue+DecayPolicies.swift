import Optimization

extension Catalogue {
  /// D.
  static let decayPolicies = [
    CatalogueEntry("none", NoDecay(), source: "none"),
    CatalogueEntry("l2", L2Decay(rate: 0), required: ["rate"], source: "Tikhonov, 1943"),
    CatalogueEntry(
      "decoupled", DecoupledDecay(rate: 0), required: ["rate"],
      source: "Loshchilov and Hutter, 2019, Algorithm 2"),
    CatalogueEntry(
      "stable", StableWeightDecay(rate: 0), required: ["rate"], source: "Xie et al., 2023"),
    CatalogueEntry(
      "vanilla", VanillaDecay(rate: 0), required: ["rate"], source: "Hanson and Pratt, 1988"),
    CatalogueEntry(
      "window", DecayWindow(NoDecay(), steps: 1..<Int.max), parts: ["base": .decayPolicy],
      source: "Bjorck, Weinberger and Gomes, 2021"
    ) { parts in
      func type<Base: DecayPolicy>(_ base: Base) -> any Component.Type { DecayWindow<Base>.self }
      return (parts["base"] as? any DecayPolicy).map { type($0) }
    },
  ]
}
