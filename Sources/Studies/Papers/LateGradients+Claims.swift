import Foundation
package import Training

// What is asked of the runs.
extension LateGradients {
  package var claims: [Claim] {
    let size = log(1.2)
    let pitfall = "Xie et al., 2023, abstract: large gradient norms at the final phase"
    let cure = "Xie et al., 2023, abstract: SWD mitigates large gradient norms"
    func logarithm(_ first: String, minus second: String) -> Contrast {
      Contrast(.gradientNorm, first, minus: second, isLogarithmic: true)
    }
    let text = [
      Self.none, Self.dose, Self.strong, Self.start, Self.equal, Self.beyond, Self.corrected,
      Self.coupled,
    ]
    let images = Self.imageArms.map { "mlp-bn: \($0.name)" }
    let exact = Control(
      "longer weights are the same network",
      .exact([
        Condition(Self.exact.name, in: 0.999...1.001) { $0[Self.dose, Self.exact] }
      ]))
    let placebo = Control(
      "as good as no decay", .absent(logarithm(Self.placebo, minus: Self.none), within: size))
    let decays = Control(
      "no decay is not the best",
      .exact([
        Condition("‖g‖, \(Self.best)", in: 0...(.infinity)) { $0[Self.best, .gradientNorm] }
      ]))
    let startsAlike = Control(
      "equal decay at step 100",
      .exact([
        Condition("R of stable over R of decoupled, mean", in: 0.95...1.05) { results in
          let ratios = results.seeds.compactMap { seed -> Double? in
            let rates = [Self.start, Self.dose].compactMap {
              results[$0, seed]?[NetworkArm.decayRateAtStart]
            }
            return rates.count == 2 ? rates[0] / rates[1] : nil
          }
          return ratios.isEmpty ? [] : [ratios.reduce(0, +) / Double(ratios.count)]
        },
        Condition("slope of log(R/η) on log √v̄, stable", in: -1.02 ... -0.98) {
          $0[Self.start, NetworkArm.followsScale]
        },
      ]))
    return [
      Claim(
        "large at the end", "Weight decay leads to large gradient norms at the final phase.",
        source: pitfall, .difference(logarithm(Self.dose, minus: Self.none), atLeast: size),
        controls: [exact, placebo]),
      Claim(
        "large at the end, best λ", "The same, at the λ of the best validation loss.",
        source: pitfall, .difference(logarithm(Self.best, minus: Self.none), atLeast: size),
        controls: [exact, placebo, decays]),
      Claim(
        "large at the end, λ = 1.5", "The same, at ten times the dose.", source: pitfall,
        .difference(logarithm(Self.strong, minus: Self.none), atLeast: size),
        controls: [exact, placebo]),
      Claim(
        "growing at the end", "Gradient norms rise towards the end, and more than without decay.",
        source: pitfall,
        .all([
          .difference(
            Contrast(Self.growth, Self.dose, minus: Self.none).parted { norm, seed in
              Self.rise(norm, of: Self.dose, in: seed) - Self.rise(norm, of: Self.none, in: seed)
            }, atLeast: 0.2),
          .difference(
            Contrast("growth of gradient norm, \(Self.dose) − 1") {
              $0[Self.dose, Self.growth] - 1
            }.parted { Self.rise($0, of: Self.dose, in: $1) }, atLeast: 0.1),
        ]), controls: [exact]),
      Claim(
        "stable decay cures", "SWD leaves smaller gradient norms, at equal decay at the start.",
        source: cure, .difference(logarithm(Self.dose, minus: Self.start), atLeast: size),
        controls: [exact, startsAlike]),
      Claim(
        "at equal norm", "SWD leaves smaller gradients at equal norm of the weights.", source: cure,
        .difference(Self.atEqualNorm, atLeast: size), controls: [exact]),
      Claim(
        "at equal dose", "SWD leaves smaller gradient norms at equal decay in all.", source: cure,
        .difference(logarithm(Self.dose, minus: Self.equal), atLeast: size), controls: [exact]),
      Claim(
        "during training", "SWD penalizes large gradient norms during training.", source: cure,
        .difference(
          Contrast(Self.during, Self.dose, minus: Self.start).parted { norm, seed in
            let means = [Self.dose, Self.start].map { norm.mean(over: 10..<20, of: $0, in: seed) }
            return means[0] - means[1]
          }, atLeast: size),
        controls: [exact, startsAlike]),
      Claim(
        "bad convergence", "Large gradient norms often indicate bad convergence.", source: pitfall,
        .difference(
          Contrast(
            .trainingLoss(classes: 75), Self.dose, minus: Self.none, isLogarithmic: true),
          atLeast: log(1.05)), controls: [placebo]),
      Claim(
        "bad generalization", "… and poor generalization: on the text and on the images.",
        source: pitfall,
        .all([
          .difference(Self.order(text, classes: 75, "text"), atLeast: 0.2),
          .difference(Self.order(images, classes: 10, "mlp-bn"), atLeast: 0.2),
        ])),
      Claim(
        "adaptive methods more",
        "It is a pitfall of adaptive learning rates: SGD has less of it.", source: pitfall,
        .difference(
          Contrast("log gradient norm, (decoupled − none of Adam) − (L2 − none of SGD)") { seed in
            let norms = [Self.dose, Self.none, Self.slowDose, Self.slowNone].map {
              log(seed[$0, .gradientNorm])
            }
            return norms[0] - norms[1] - (norms[2] - norms[3])
          }.parted { norm, seed in
            let norms = [Self.dose, Self.none, Self.slowDose, Self.slowNone].map {
              norm.end(of: $0, in: seed)
            }
            return norms[0] - norms[1] - (norms[2] - norms[3])
          }, atLeast: size)),
      Claim(
        "by normalization",
        "Gradients follow the norm of the weights since layers are normalized: less so without.",
        source: "not claimed; the mechanism",
        .difference(Self.normalizationSlope, atLeast: 0.2)),
    ]
  }

  /// By how much a norm of the last tenth of a run lies above that from 20 to 30 %, in logs.
  private static func rise(_ norm: LogNorm, of arm: String, in seed: Reading) -> Double {
    norm.mean(over: 18..<20, of: arm, in: seed) - norm.mean(over: 4..<6, of: arm, in: seed)
  }

  /// log‖g‖ of decoupled decay less that of stable decay where the final norms are equal, by a line
  /// through stable decay's own runs of the seed; of the weights that are decayed.
  private static var atEqualNorm: Contrast {
    @Sendable func change(_ norm: LogNorm, _ seed: Reading) -> Double? {
      func point(_ arm: String) -> (x: Double, y: Double) {
        (LogNorm.weight.end(of: arm, in: seed), norm.end(of: arm, in: seed))
      }
      let points = [none, start, equal, beyond].map(point).sorted { $0.x < $1.x }
      let (x, y) = point(dose)
      guard let right = points.firstIndex(where: { $0.x >= x }), right > 0 else { return nil }
      let (a, b) = (points[right - 1], points[right])
      return y - (a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x))
    }
    return Contrast("log decayed gradient norm at equal weight norm, decoupled − stable") {
      change(.gradient, $0)
    }.parted(change)
  }

  /// Kendall's τ over arms between the final gradient norm and the test error.
  private static func order(_ arms: [String], classes: Int, _ task: String) -> Contrast {
    Contrast(
      "τ of gradient norm and test error, \(task)",
      step: 2 / Double(arms.count * (arms.count - 1) / 2)
    ) { seed in
      kendallTau(
        arms.map { seed[$0, .gradientNorm] },
        arms.map { seed[$0, .testError(classes: classes)] })
    }
  }

  /// The slope of log‖g‖ on log‖w‖ over doses without batch norm, less that with it.
  private static var normalizationSlope: Contrast {
    @Sendable func change(_ norm: LogNorm, _ seed: Reading) -> Double? {
      let slopes = ["mlp", "mlp-bn"].map { network in
        let arms = imageArms.prefix(5).map { "\(network): \($0.name)" }
        return slope(
          of: arms.map { norm.end(of: $0, in: seed) },
          on: arms.map { LogNorm.weight.end(of: $0, in: seed) })
      }
      return slopes[0] - slopes[1]
    }
    return Contrast("slope of log ‖g‖ on log ‖w‖, mlp − mlp-bn") { change(.gradient, $0) }
      .parted(change)
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    let arms = [
      Self.none, Self.dose, Self.strong, Self.start, Self.equal, Self.corrected, Self.coupled,
    ]
    let pairs = [
      (Self.dose, Self.none), (Self.best, Self.none), (Self.strong, Self.none),
      (Self.dose, Self.start), (Self.dose, Self.equal), (Self.slowDose, Self.slowNone),
      (Self.constantDose, Self.constantNone),
    ]
    func chart(_ title: String, _ course: String, _ arms: [String]) -> LineChart {
      LineChart(
        title: title, subtitle: "over the steps, text", horizontalLabel: "step",
        curves: arms.map { .init(name: $0, points: results.course(course, of: $0)) })
    }
    let constant = chart(
      "Norm of the gradient at a constant rate", "gradient_norm",
      [Self.constantNone, Self.constantDose])
    return [
      chart("Norm of the gradient", "gradient_norm", arms),
      chart("Norm of the weights", "weight_norm", arms),
    ] + (results.form == .full ? [constant] : []) + [
      IntervalChart(
        title: "d log‖g‖ = d log(‖g‖ ‖w‖) − d log‖w‖",
        subtitle: "of decayed weights, at the end; mean and 95 %",
        rows: pairs.flatMap { Self.decomposition($0.0, $0.1, results) }, smallest: nil)
    ]
  }

  private static func decomposition(
    _ first: String, _ second: String, _ results: StudyResults
  ) -> [IntervalChart.Row] {
    let parts = Contrast(.gradientNorm, first, minus: second, isLogarithmic: true)
      .evidence(in: results).parts
    return zip(LogNorm.allCases, parts).filter(\.1.hasNumbers).map { norm, part in
      let (name, estimate) = ("\(first) − \(second)", part.estimate)
      // What is taken away is turned over, so that the second and the third are the first.
      return norm == .weight
        ? IntervalChart.Row(
          name: "\(name): −\(norm.name)", low: -estimate.high, center: -estimate.center,
          high: -estimate.low)
        : IntervalChart.Row(
          name: "\(name): \(norm.name)", low: estimate.low, center: estimate.center,
          high: estimate.high)
    }
  }
}
