import Components
import Optimization

extension StandardComparison {
  /// The five decays.
  ///
  /// - Parameter steps: the number of steps of the run; early-only decay ends halfway.
  /// - Returns: the policies, the one without decay first.
  package func policies(steps: Int) -> [Policy] {
    let rates = rates
    let half = Swift.max(1, steps / 2)
    let shrunk = "θ ← (1 − η·\(brief(rates.decoupled)))·θ"
    let gain = base == .adam ? "/√v̄" : "/(1 − 0.9)"
    return [
      Policy("none", formula: "θ stays", decay: NoDecay()),
      Policy("L2", formula: "g ← g + \(brief(rates.l2))·θ", decay: L2Decay(rate: rates.l2)),
      Policy("decoupled", formula: shrunk, decay: DecoupledDecay(rate: rates.decoupled)),
      Policy(
        "early-only", formula: "\(shrunk) before step \(half)",
        decay: DecoupledDecay(rate: rates.decoupled).until(step: half)),
      Policy(
        "stable", formula: "θ ← (1 − η·\(brief(rates.stable))\(gain))·θ",
        decay: StableWeightDecay(rate: rates.stable)),
    ]
  }

  /// How the rates were found.
  package var rateNote: String {
    switch (subject, base) {
    case (.images, .adam):
      "L2, decoupled and stable decay each have the rate with the lowest test error on another seed, "
        + "among steps of about 3; early-only has the rate of decoupled."
    case (.text, .adam):
      "Decoupled and stable decay pull about equally hard during the first hundred steps; L2 ends with "
        + "about the weight norm of decoupled; early-only has the rate of decoupled."
    case (_, .sgd):
      "Stable decay is decoupled decay in another unit here: momentum multiplies every gradient by "
        + "10 in the long run, and nothing else changes the step. L2 has the same rate as stable."
    }
  }

  private var rates: (l2: Double, decoupled: Double, stable: Double) {
    switch (subject, base) {
    case (.images, .adam): (3e-3, 1, 3e-3)
    case (.images, .sgd): (3e-3, 3e-2, 3e-3)
    case (.text, .adam): (2e-3, 0.5, 5e-3)
    case (.text, .sgd): (1e-3, 1e-2, 1e-3)
    }
  }
}
