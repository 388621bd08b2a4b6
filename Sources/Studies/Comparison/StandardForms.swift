import Components
import Training

extension DecayForm {
  /// No decay, and four decays at rates for the data that ship.
  ///
  /// The rates are those that `descent compare --grid` chose for Adam and for SGD with momentum.
  ///
  /// - Parameters:
  ///   - readsText: whether the data are a text.
  ///   - isAdaptive: whether steps are scaled by second moments, as in Adam.
  ///   - steps: the number of steps; early-only decay ends halfway.
  /// - Returns: the forms, the one without decay first.
  package static func standard(readsText: Bool, isAdaptive: Bool, steps: Int) -> [DecayForm] {
    let rates: (coupled: Double, decoupled: Double, early: Double, stable: Double) =
      switch (readsText, isAdaptive) {
      case (false, true): (1e-3, 0.3, 1, 3e-3)
      case (false, false): (3e-3, 0.03, 0.03, 3e-3)
      case (true, true): (3e-4, 0.1, 0.3, 1e-3)
      case (true, false): (3e-4, 1e-3, 0.01, 1e-4)
      }
    let half = Swift.max(1, steps / 2)
    return [
      DecayForm("none") { _ in .none },
      DecayForm("L2", rate: rates.coupled) { .l2($0) },
      DecayForm("decoupled", rate: rates.decoupled) { .decoupled($0) },
      DecayForm("early-only", rate: rates.early) { .decoupled($0).until(step: half) },
      DecayForm("stable", rate: rates.stable) { .stable($0) },
    ]
  }
}
