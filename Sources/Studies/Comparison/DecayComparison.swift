import Foundation
package import Optimization
package import Training

/// The same network from the same seeds under several weight decays: an experiment of the user's own.
package struct DecayComparison: Study {
  package let card: StudyCard

  /// Data and network.
  package let plan: TaskPlan

  /// What the decays are put into.
  package let composition: Composition

  /// The decays; the first is what the others are measured against.
  package let forms: [DecayForm]

  /// The number of steps.
  package let steps: Int

  /// The number of steps between two records.
  package let recordInterval: Int

  /// Whether each form takes its best rate of a grid in half decades, by the loss on examples held back
  /// on the grid seeds.
  package let choosesRates: Bool

  /// Creates a comparison.
  ///
  /// - Parameters:
  ///   - card: what a reader is told before the numbers.
  ///   - plan: data and network.
  ///   - composition: what the decays are put into.
  ///   - forms: the decays; the first is what the others are measured against.
  ///   - steps: the number of steps, in `1...`.
  ///   - recordInterval: the number of steps between two records, in `1...`.
  ///   - choosesRates: whether each form takes its best rate of a grid.
  package init(
    card: StudyCard, plan: TaskPlan, composition: Composition, forms: [DecayForm], steps: Int,
    recordInterval: Int, choosesRates: Bool
  ) {
    self.card = card
    self.plan = plan
    self.composition = composition
    self.forms = forms
    self.steps = steps
    self.recordInterval = recordInterval
    self.choosesRates = choosesRates
  }

  private var baseline: DecayForm { forms[0] }
  private var loss: Quantity { .testLoss(classes: plan.data.classCount) }

  private func grid(_ form: DecayForm) -> RateGrid {
    RateGrid(form.name, form.halfDecades, zero: baseline.name, by: loss)
  }

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    var choices: [StudyRun] = []
    var chosen = [(baseline, Self.values(baseline.rate))]
    if choosesRates {
      choices = try results.gridSeeds.map {
        try run(baseline, Self.values(baseline.rate), $0, isChoice: true)
      }
    }
    for form in forms.dropFirst() {
      let grid = grid(form)
      guard choosesRates, !grid.rates.isEmpty else {
        chosen.append((form, Self.values(form.rate)))
        continue
      }
      choices += try grid.rates(after: results).flatMap { rate in
        try results.gridSeeds.map {
          try run(form, Self.values(rate), $0, named: grid.arm(rate), isChoice: true)
        }
      }
      if let choice = grid.choice(in: results) { chosen.append((form, choice.values)) }
    }
    // All forms of a seed before the next seed, so that a job that is ended early has whole seeds.
    return try choices
      + results.seeds.flatMap { seed in try chosen.map { try run($0, $1, seed) } }
  }

  private static func values(_ rate: Double?) -> [Quantity: Double] {
    rate.map { [.chosenRate: $0] } ?? [:]
  }

  private func run(
    _ form: DecayForm, _ values: [Quantity: Double], _ seed: UInt64, named name: String? = nil,
    isChoice: Bool = false
  ) throws -> StudyRun {
    var composition = composition
    composition.decay = try form.decay(values[.chosenRate] ?? 0)
    var plan = plan
    plan.evaluation = isChoice ? .validation : .test
    return StudyRun(
      arm: name ?? form.name, seed: seed, plan,
      TrainingRun(composition: composition, steps: steps, recordInterval: recordInterval),
      values: values)
  }

  package var claims: [Claim] {
    var claims = forms.dropFirst().flatMap { form in
      self.claims(form, less: baseline, lateGradientsOf: form, andOf: baseline)
    }
    if let stable = forms.first(where: { $0.name == "stable" }),
      let decoupled = forms.first(where: { $0.name == "decoupled" })
    {
      claims += self.claims(stable, less: decoupled, lateGradientsOf: decoupled, andOf: stable)
    }
    return claims
  }

  /// That one form has the lower error, and which one ends with the larger gradients.
  private func claims(
    _ better: DecayForm, less worse: DecayForm, lateGradientsOf larger: DecayForm,
    andOf smaller: DecayForm
  ) -> [Claim] {
    let name = worse.name == baseline.name ? better.name : "\(better.name), \(worse.name)"
    let controls = [better, worse].filter { choosesRates && $0.rate != nil }.map {
      grid($0).control
    }
    return [
      Claim(
        "\(name), test error", "\(better.name) has a lower test error than \(worse.name).",
        source: Self.source,
        .difference(
          .points(
            worse.name, minus: better.name, classes: plan.data.classCount,
            examples: plan.data.testCount), atLeast: Self.points), controls: controls),
      Claim(
        "\(name), late gradients",
        "\(larger.name) ends with a larger gradient norm than \(smaller.name).",
        source: Self.source,
        .difference(
          Contrast(.gradientNorm, larger.name, minus: smaller.name, isLogarithmic: true),
          atLeast: Self.fifth), controls: controls),
    ]
  }

  private static let source = "asked by this comparison"

  /// What matters of an error, in points.
  private static let points = 0.5

  /// What matters of a gradient norm: a fifth, as a logarithm.
  private static let fifth = 0.18

  package var arms: [String] { forms.map(\.name) }

  package var shown: [Quantity] {
    [
      .testError(classes: plan.data.classCount), loss, .trainingLoss(classes: plan.data.classCount),
      .gradientNorm, .weightNorm,
    ]
      + (choosesRates ? [.chosenRate] : [])
  }

  package func rules(in results: StudyResults) -> [(name: String, lines: [Assignment])] {
    let plain = composition.lines
    return forms.map { form in
      var composition = composition
      let rate = results.sample(.chosenRate, of: form.name)?.mean ?? form.rate ?? 0
      guard let decay = try? form.decay(rate) else { return (form.name, []) }
      composition.decay = decay
      let lines = composition.lines
      return (form.name, form.name == baseline.name ? lines : lines.filter { !plain.contains($0) })
    }
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    let charts: [(course: String, title: String, subtitle: String, isLogarithmic: Bool)] = [
      ("test_error", "Test error", "share of the test examples that are misclassified", false),
      ("test_loss", "Test loss", "mean cross-entropy", false),
      ("training_loss", "Training loss", "without the penalty", false),
      ("gradient_norm", "Gradient norm", "of the training loss, without the penalty", true),
      ("weight_norm", "Weight norm", "of the weights that are decayed", false),
      ("update_to_weight_ratio", "Update to weight", "length of a step over ‖θ‖", true),
      ("decay_rate", "Decay per step", "Rₜ: the share of each weight taken away", true),
      (
        "decay_per_effective_learning_rate", "Decay per effective learning rate",
        "Rₜ/ηₑ: constant is what stable means", false
      ),
    ]
    let lines: [any Chart] = charts.map { chart in
      LineChart(
        title: chart.title, subtitle: chart.subtitle, horizontalLabel: "step",
        isLogarithmic: chart.isLogarithmic,
        curves: forms.map {
          LineChart.Curve(name: $0.name, points: results.course(chart.course, of: $0.name))
        })
    }
    return lines.prefix(1) + [differences(in: results)] + lines.dropFirst()
  }

  private func differences(in results: StudyResults) -> IntervalChart {
    IntervalChart(
      title: "Test error beside \(baseline.name)",
      subtitle: "points more or less; within the zone is too small to matter",
      rows: forms.dropFirst().compactMap { form in
        let estimate = Contrast.points(
          form.name, minus: baseline.name, classes: plan.data.classCount,
          examples: plan.data.testCount
        ).evidence(in: results).estimate
        return estimate.values.isEmpty
          ? nil
          : IntervalChart.Row(
            name: form.name, low: estimate.low, center: estimate.center, high: estimate.high)
      }, smallest: Self.points, widest: 100)
  }
}
