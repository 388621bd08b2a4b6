import Kernels

/// The runs of one seed, as a contrast reads them; it remembers which runs it was asked for.
package final class Reading {
  /// The seed.
  package let seed: UInt64

  /// How much of the study was run.
  package let form: StudyForm

  /// The runs of the seed, by arm.
  private let measurements: [String: Measurement]

  /// The arms that were read.
  private(set) var arms: Set<String> = []

  /// Whether an arm was read that has no run.
  private(set) var isIncomplete = false

  /// Whether a run that diverged was read for a quantity without a bound.
  private(set) var isUnbounded = false

  /// Creates the reading of a seed.
  ///
  /// - Parameters:
  ///   - seed: the seed.
  ///   - form: how much of the study was run.
  ///   - measurements: its runs, by arm.
  package init(seed: UInt64, form: StudyForm, measurements: [String: Measurement]) {
    self.seed = seed
    self.form = form
    self.measurements = measurements
  }

  /// What a run measured.
  ///
  /// - Parameters:
  ///   - arm: the arm.
  ///   - quantity: what was measured; a run that diverged counts as its worst value.
  /// - Returns: the number, at most the worst; not a number where there is no such run.
  package subscript(arm: String, quantity: Quantity) -> Double {
    arms.insert(arm)
    guard let measurement = measurements[arm] else {
      isIncomplete = true
      return .nan
    }
    let value = measurement.values[quantity.name] ?? .nan
    require(
      measures(quantity, of: arm),
      "\(arm): the run must measure \(quantity.name), but it measured "
        + measurement.values.keys.sorted().joined(separator: ", "))
    if measurement.hasDiverged || !value.isFinite {
      if quantity.worst.isInfinite { isUnbounded = true }
      return quantity.worst
    }
    return Swift.min(value, quantity.worst)
  }

  /// Whether a run that is there left a number, or diverged.
  func measures(_ quantity: Quantity, of arm: String) -> Bool {
    guard let measurement = measurements[arm] else { return true }
    return measurement.hasDiverged || measurement.values[quantity.name] != nil
  }

  /// The course that a run left; none where there is no such run, or it diverged.
  ///
  /// - Parameters:
  ///   - curve: the name of the course.
  ///   - arm: the arm.
  /// - Returns: its places.
  package func course(_ curve: String, of arm: String) -> [Measurement.Place] {
    arms.insert(arm)
    guard let measurement = measurements[arm] else {
      isIncomplete = true
      return []
    }
    return measurement.hasDiverged ? [] : measurement.curves[curve] ?? []
  }

  /// The arms that were read and whose runs diverged.
  var diverged: Set<String> { arms.filter { measurements[$0]?.hasDiverged == true } }

  /// Whether all runs that were read left the same numbers, to the last bit.
  var isBitEqual: Bool {
    let read = arms.compactMap { measurements[$0] }
    return read.count > 1 && read.allSatisfy { $0 == read[0] }
  }
}

@available(*, unavailable)
extension Reading: Sendable {}
