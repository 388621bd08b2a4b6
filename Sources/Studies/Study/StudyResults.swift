package import Training

/// The runs of a study, as far as they are finished.
package struct StudyResults: Sendable {
  /// How much was asked for.
  package let form: StudyForm

  /// The seeds that the verdicts are about.
  package let seeds: [UInt64]

  /// The seeds that settings are chosen on, and no verdict is about.
  package let gridSeeds: [UInt64]

  /// The seeds that settings are chosen on where nothing else is said.
  package static let usualGridSeeds: [UInt64] = [201, 202]

  /// What each finished run left behind.
  package private(set) var measurements: [StudyRun.Key: Measurement] = [:]

  /// Creates results without a run.
  ///
  /// - Parameters:
  ///   - form: how much was asked for.
  ///   - seeds: the seeds that the verdicts are about.
  ///   - gridSeeds: the seeds that settings are chosen on.
  package init(form: StudyForm, seeds: [UInt64], gridSeeds: [UInt64] = usualGridSeeds) {
    self.form = form
    self.seeds = seeds
    self.gridSeeds = gridSeeds
  }

  /// What a run left behind; nil where it is not finished.
  package subscript(arm: String, seed: UInt64) -> Measurement? {
    get { measurements[StudyRun.Key(arm: arm, seed: seed)] }
    set { measurements[StudyRun.Key(arm: arm, seed: seed)] = newValue }
  }

  /// The runs of each seed that the verdicts are about.
  var readings: [Reading] {
    seeds.map { seed in
      Reading(
        seed: seed, form: form,
        measurements: measurements.reduce(into: [:]) { arms, item in
          if item.key.seed == seed { arms[item.key.arm] = item.value }
        })
    }
  }
}

extension StudyResults {
  /// The mean of a quantity over some seeds; a run that diverged counts as the worst.
  ///
  /// - Parameters:
  ///   - quantity: what is averaged.
  ///   - arm: the arm.
  ///   - seeds: the seeds.
  /// - Returns: the mean; nil where a run is not finished.
  package func mean(_ quantity: Quantity, of arm: String, over seeds: [UInt64]) -> Double? {
    let values = seeds.compactMap { seed -> Double? in
      guard let measurement = self[arm, seed] else { return nil }
      let value = measurement[quantity] ?? quantity.worst
      return measurement.hasDiverged || value.isNaN
        ? quantity.worst : Swift.min(value, quantity.worst)
    }
    if values.count < seeds.count || values.isEmpty { return nil }
    return values.reduce(0, +) / Double(values.count)
  }

  /// The arm with the lowest mean over the grid seeds; the first of equals.
  ///
  /// - Parameters:
  ///   - arms: the arms to choose from.
  ///   - quantity: what decides: a loss on examples that no verdict is about.
  /// - Returns: the arm; nil where a run is not finished.
  package func best(of arms: [String], by quantity: Quantity) -> String? {
    let means = arms.compactMap { mean(quantity, of: $0, over: gridSeeds) }
    if means.count < arms.count { return nil }
    return zip(arms, means).min { $0.1 < $1.1 }?.0
  }

  /// A quantity of the runs of the verdict's seeds that did not diverge; nil where none has it.
  package func sample(_ quantity: Quantity, of arm: String) -> Sample? {
    let values = seeds.compactMap { seed in
      self[arm, seed].flatMap { $0.hasDiverged ? nil : $0[quantity] }
    }
    return values.isEmpty ? nil : Sample(values)
  }
}
