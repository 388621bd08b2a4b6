import Foundation
import Training

/// d log‖g‖ = d log(‖g‖ ‖w‖) − d log‖w‖: what of a change of the gradient's norm is one of the function,
/// and what is only the weights' length.
///
/// In a normalized network the gradient of the same function grows as its weights shrink. Both norms are
/// those of the weights that are decayed.
package enum LogNorm: CaseIterable, Sendable {
  /// log‖g‖.
  case gradient
  /// log(‖g‖ ‖w‖), which the length of normalized weights doesn't change.
  case product
  /// log‖w‖.
  case weight

  /// The formula.
  package var name: String {
    switch self {
    case .gradient: "log‖g‖"
    case .product: "log(‖g‖ ‖w‖)"
    case .weight: "log‖w‖"
    }
  }

  /// The number at the end of a run.
  ///
  /// - Parameters:
  ///   - arm: the arm.
  ///   - seed: the runs of a seed.
  /// - Returns: the number; not a number where the run has not both norms.
  func end(of arm: String, in seed: Reading) -> Double {
    let norms = [Quantity.decayedGradientNorm, .weightNorm]
    guard norms.allSatisfy({ seed.measures($0, of: arm) }) else { return .nan }
    return value(seed[arm, norms[0]], seed[arm, norms[1]])
  }

  /// The mean over some records of a run.
  ///
  /// - Parameters:
  ///   - records: which of them.
  ///   - arm: the arm.
  ///   - seed: the runs of a seed.
  /// - Returns: the number; not a number where the run has no such records.
  func mean(over records: Range<Int>, of arm: String, in seed: Reading) -> Double {
    let courses = [Quantity.decayedGradientNorm, .weightNorm].map {
      seed.course($0.name, of: arm).map(\.y)
    }
    guard courses.allSatisfy({ $0.count >= records.upperBound }), !records.isEmpty else {
      return .nan
    }
    let values = records.map { value(courses[0][$0], courses[1][$0]) }
    return values.reduce(0, +) / Double(values.count)
  }

  private func value(_ gradient: Double, _ weight: Double) -> Double {
    switch self {
    case .gradient: log(gradient)
    case .product: log(gradient) + log(weight)
    case .weight: log(weight)
    }
  }
}

extension Contrast {
  /// The contrast with a line beside it that parts its change of log‖g‖.
  ///
  /// - Parameter change: the same change of any of the three norms.
  /// - Returns: the contrast.
  func parted(_ change: @escaping @Sendable (LogNorm, Reading) -> Double?) -> Contrast {
    var contrast = self
    contrast.parts = LogNorm.allCases.map { norm in
      Contrast("d \(norm.name)") { change(norm, $0) }
    }
    return contrast
  }
}

extension Contrast.Evidence {
  /// Where the change of a gradient's norm comes from, in a line; nil where it is not one.
  package var partsText: String? {
    guard parts.count == 3, parts.allSatisfy(\.hasNumbers) else { return nil }
    let terms = parts.map { part in
      let (low, high) = (part.estimate.low, part.estimate.high)
      let interval = low.isFinite && high.isFinite ? " (\(low.text()) to \(high.text()))" : ""
      return "\(part.contrast.name) \(part.estimate.center.text())\(interval)"
    }
    return "Of the decayed weights: \(terms[0]) = \(terms[1]) − \(terms[2])"
  }
}
