import Descent

extension Catalogue {
  private static let factor = Hyperparameter("factor", default: 0.1, in: 0...1)

  /// η: the step size over time; its peak and its length come from the run.
  package static let schedules: [CatalogueEntry<ScheduleMaker>] = [
    CatalogueEntry("constant", "the same learning rate at every step") { _ in
      { peak, _ in .constant(peak) }
    },
    CatalogueEntry("cosine", "half a cosine down to 0") { _ in
      { peak, steps in .cosine(peak: peak, steps: steps) }
    },
    CatalogueEntry("linear", "a straight line down to 0") { _ in
      { peak, steps in .linear(from: peak, steps: steps) }
    },
    CatalogueEntry(
      "step", "a fall by a factor after every so many steps",
      [factor, Hyperparameter(steps: "every")]
    ) { values in
      { peak, _ in .step(peak: peak, factor: values[0], every: Int(values[1])) }
    },
    CatalogueEntry(
      "multi-step", "a fall by a factor after half of the steps, and again after three quarters",
      [factor]
    ) { values in
      { peak, steps in
        .multiStep(
          peak: peak, factor: values[0], after: [max(1, steps / 2), max(1, steps * 3 / 4)])
      }
    },
    CatalogueEntry(
      "exponential", "the same factor in every stretch of steps",
      [
        Hyperparameter("factor", in: .leastNormalMagnitude...1),
        Hyperparameter(steps: "every", default: 1),
      ]
    ) { values in
      { peak, _ in .exponential(peak: peak, factor: values[0], every: Int(values[1])) }
    },
  ]
}
