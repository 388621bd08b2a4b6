import Foundation
package import Training

/// What a run of a study left behind.
package struct Measurement: Sendable, Hashable {
  /// Its numbers, by the name of the quantity.
  package var values: [String: Double] = [:]

  /// Its courses, by the name of what was followed: a number at each of some places.
  package var curves: [String: [Place]] = [:]

  /// Whether a parameter, a loss or a gradient was not finite, or the run ended worse than guessing.
  package var hasDiverged = false

  /// A number of a course.
  package struct Place: Sendable, Hashable {
    /// Where: the step, say.
    package let x: Double
    /// The number.
    package let y: Double

    /// Creates a place.
    ///
    /// - Parameters:
    ///   - x: where.
    ///   - y: the number.
    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// Creates a measurement.
  ///
  /// - Parameters:
  ///   - values: its numbers, by the name of the quantity.
  ///   - curves: its courses.
  package init(values: [String: Double] = [:], curves: [String: [Place]] = [:]) {
    self.values = values
    self.curves = curves
  }

  /// The number of a quantity; nil where it was not measured.
  package subscript(quantity: Quantity) -> Double? {
    get { values[quantity.name] }
    set { values[quantity.name] = newValue }
  }
}

extension Measurement {
  /// What a training run left behind: the numbers of its last record, and the courses of all.
  ///
  /// A run has diverged where its loss was not finite, or ended above that of guessing by 1.
  ///
  /// - Parameters:
  ///   - result: the run.
  ///   - classes: the number of classes; guessing has the loss ln(classes).
  package init(_ result: TrainingRun.Result, classes: Int) {
    self.init()
    for (name, value) in Self.columns {
      curves[name] = result.records.compactMap { record in
        value(record).map { Place(Double(record.step), $0) }
      }
      values[name] = result.records.last.flatMap(value)
    }
    let lastLoss = result.records.last?.trainingLoss ?? .nan
    hasDiverged = result.ending != .finished || !(lastLoss <= log(Double(classes)) + 1)
  }

  /// The numbers of a record that are followed, by the names of its columns.
  private static let columns: [(name: String, value: @Sendable (TrainingRecord) -> Double?)] = [
    ("training_loss", { $0.trainingLoss }), ("gradient_norm", { $0.gradientNorm }),
    ("test_loss", { $0.testLoss }), ("test_error", { $0.testError }),
    ("weight_norm", { $0.weightNorm }),
    ("decayed_gradient_norm", { $0.decayedGradientNorm }),
    ("batch_gradient_norm", { $0.steps.gradientNorm }),
    ("update_to_weight_ratio", { $0.steps.updateToWeightRatio }),
    ("decay_rate", { $0.steps.decayRate }),
    ("decay_per_effective_learning_rate", { $0.steps.decayPerEffectiveLearningRate }),
  ]
}
