import Components
import Optimization

extension StandardComparison {
  /// The five decays.
  ///
  /// - Parameter steps: the number of steps of the run; early-only decay ends halfway.
  /// - Returns: the policies, the one without decay first.
  package func policies(steps: Int) -> [Policy] {
    let half = Swift.max(1, steps / 2)
    let decays: [(name: String, decay: any DecayPolicy)] = [
      ("none", NoDecay()), ("L2", L2Decay(rate: rates.l2)),
      ("decoupled", DecoupledDecay(rate: rates.decoupled)),
      ("early-only", DecoupledDecay(rate: rates.decoupled).until(step: half)),
      ("stable", StableWeightDecay(rate: rates.stable)),
    ]
    let plain = composition(decay: NoDecay(), steps: steps).lines
    return decays.map { name, decay in
      let lines = composition(decay: decay, steps: steps).lines
      return Policy(name, rule: lines.filter { !plain.contains($0) }, decay: decay)
    }
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
