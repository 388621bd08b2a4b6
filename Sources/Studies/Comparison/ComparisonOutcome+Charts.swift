package import Training

extension ComparisonOutcome {
  /// The course of the runs: mean and standard deviation over the seeds.
  package var charts: [LineChart] {
    [
      chart("Test error", "% of the test examples that are misclassified", isLogarithmic: false) {
        $0.testError * 100
      },
      chart("Test loss", "mean cross-entropy", isLogarithmic: false) { $0.testLoss },
      chart("Training loss", "without the penalty", isLogarithmic: false) { $0.trainingLoss },
      chart("Gradient norm", "of the training loss, without the penalty", isLogarithmic: true) {
        $0.gradientNorm
      },
      chart("Weight norm", "of the weights that are decayed", isLogarithmic: false) {
        $0.weightNorm
      },
      chart(
        "Update to weight", "length of a step over the norm of all parameters",
        isLogarithmic: true
      ) { $0.steps.updateToWeightRatio },
      chart(
        "Decay per step", "Rₜ: the share of each weight taken away by a step", isLogarithmic: true
      ) {
        $0.steps.decayRate
      },
      chart(
        "Decay per effective learning rate", "Rₜ/ηₑ: constant is what stable means",
        isLogarithmic: false
      ) { $0.steps.decayPerEffectiveLearningRate },
    ]
  }

  private func chart(
    _ title: String, _ subtitle: String, isLogarithmic: Bool,
    _ value: (TrainingRecord) -> Double?
  ) -> LineChart {
    LineChart(
      title: title, subtitle: subtitle, horizontalLabel: "step", isLogarithmic: isLogarithmic,
      curves: policies.indices.map { policy in
        LineChart.Curve(name: policies[policy].name, points: points(policy, value))
      })
  }

  /// A point for each record that all usable runs of a policy have.
  private func points(
    _ policy: Int, _ value: (TrainingRecord) -> Double?
  ) -> [LineChart.Point] {
    let runs = usable(policy).map(\.records)
    guard let count = runs.map(\.count).min() else { return [] }
    return (0..<count).compactMap { index in
      let values = runs.compactMap { value($0[index]) }
      if values.isEmpty { return nil }
      let sample = Sample(values)
      return LineChart.Point(
        x: Double(runs[0][index].step), y: sample.mean, deviation: sample.deviation)
    }
  }
}
