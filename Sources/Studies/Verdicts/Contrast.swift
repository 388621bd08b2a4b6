import Foundation
import Kernels

/// A number for each seed, made of the runs of that seed only, and signed so that the claimed side is
/// positive.
package struct Contrast: Sendable {
  /// What it is, in a line: `test error, decoupled − stable`.
  package let name: String

  /// The unit, for behind the number: `points`.
  package let unit: String

  /// The step in which the number moves, in `0...`: 1 over the number of test images; 0 where it is
  /// continuous.
  package let step: Double

  /// Makes the number; nil where the seed has none.
  let value: @Sendable (Reading) -> Double?

  /// Of a change of a gradient's norm: log‖g‖, log(‖g‖ ‖w‖) and log‖w‖.
  var parts: [Contrast] = []

  /// Creates a contrast.
  ///
  /// - Parameters:
  ///   - name: what it is, in a line.
  ///   - unit: the unit, for behind the number.
  ///   - step: the step in which the number moves.
  ///   - value: makes the number of a seed; nil where the seed has none.
  package init(
    _ name: String, unit: String = "", step: Double = 0,
    value: @escaping @Sendable (Reading) -> Double?
  ) {
    self.name = name
    self.unit = unit
    self.step = step
    self.value = value
  }

  /// The difference of two arms.
  ///
  /// - Parameters:
  ///   - quantity: what is compared.
  ///   - first: the arm that is larger by the claim.
  ///   - second: the arm that is taken away.
  ///   - isLogarithmic: whether the logarithms are compared, for norms and what else has no bound.
  ///   - unit: the unit, for behind the number.
  ///   - step: the step in which the number moves.
  package init(
    _ quantity: Quantity, _ first: String, minus second: String, isLogarithmic: Bool = false,
    unit: String = "", step: Double = 0
  ) {
    let name = isLogarithmic ? "log \(quantity.words)" : quantity.words
    self.init("\(name), \(first) − \(second)", unit: unit, step: step) { seed in
      let (a, b) = (seed[first, quantity], seed[second, quantity])
      return isLogarithmic ? log(a) - log(b) : a - b
    }
    if quantity == .gradientNorm, isLogarithmic {
      self = parted { $0.end(of: first, in: $1) - $0.end(of: second, in: $1) }
    }
  }
}

extension Contrast {
  /// The difference of two test errors in points.
  ///
  /// - Parameters:
  ///   - first: the arm with the larger error by the claim.
  ///   - second: the arm that is taken away.
  ///   - classes: the number of classes; guessing bounds the error.
  ///   - examples: the number of test examples.
  /// - Returns: the contrast.
  package static func points(
    _ first: String, minus second: String, classes: Int = 10, examples: Int = 10_000
  ) -> Contrast {
    let error = Quantity.testError(classes: classes)
    return Contrast(
      "test error, \(first) − \(second)", unit: "points", step: 100 / Double(examples)
    ) { seed in
      100 * (seed[first, error] - seed[second, error])
    }
  }
}

extension Contrast {
  /// What the seeds of a study say of a contrast.
  package struct Evidence: Sendable {
    /// The contrast.
    package let contrast: Contrast
    /// The seeds that have a number, in the order of the estimate's numbers.
    package let seeds: [UInt64]
    /// What they say.
    package let estimate: Estimate
    /// How many seeds have all runs, but no number.
    package let missing: Int
    /// How many runs diverged, by arm; an arm without any is among them.
    package let diverged: [String: Int]
    /// Where the change of a gradient's norm comes from: what they say of log‖g‖, log(‖g‖ ‖w‖), log‖w‖.
    package let parts: [Evidence]

    /// Whether a seed has a number.
    package var hasNumbers: Bool { !seeds.isEmpty }

    /// Whether too many seeds have no number for the others to stand for all.
    package var isTooSparse: Bool { missing * 4 > missing + seeds.count }
  }

  /// Reads the runs of the seeds that have all of them.
  ///
  /// - Parameters:
  ///   - results: the runs.
  ///   - level: the share of intervals that hold the true number, in `0..<1`.
  /// - Returns: what they say.
  package func evidence(in results: StudyResults, level: Double = 0.95) -> Evidence {
    var seeds: [UInt64] = []
    var values: [Double] = []
    var missing = 0
    var diverged: [String: Int] = [:]
    var origin = Estimate.Origin()
    origin.step = step
    origin.isBitEqual = true
    for reading in results.readings {
      let value = value(reading)
      if reading.isIncomplete { continue }
      for arm in reading.arms {
        diverged[arm, default: 0] += reading.diverged.contains(arm) ? 1 : 0
      }
      // Two runs that are infinitely bad are equally bad.
      guard let value = value.map({ $0.isNaN && reading.isUnbounded ? 0 : $0 }), !value.isNaN else {
        missing += 1
        continue
      }
      seeds.append(reading.seed)
      values.append(value)
      origin.hasDiverged = origin.hasDiverged || !reading.diverged.isEmpty || !value.isFinite
      origin.isUnbounded = origin.isUnbounded || reading.isUnbounded
      origin.isBitEqual = origin.isBitEqual && reading.isBitEqual
    }
    return Evidence(
      contrast: self, seeds: seeds,
      estimate: Estimate(values, origin: origin, level: level), missing: missing,
      diverged: diverged, parts: parts.map { $0.evidence(in: results, level: level) })
  }
}
