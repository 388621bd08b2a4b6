import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S1: whether the point at rest stays where it is while the scale of the gradients changes.
package struct StationaryPoint: Study {
  package let card = StudyCard(
    number: 1, name: "stationary-point",
    title: "Does the point at rest stay while gradients grow and shrink?", rows: [14],
    setting: [
      """
      4,000 coordinates with the loss (θ − 1)²/2 and λ = 0.1: with the penalty the minimum is 1/(1 + λ), \
      0.909. The gradient has noise of deviation σ, and Adam's learning rate is 0.01. Three phases of \
      12,000 steps have σ = 10, 1 and 0.1; θ is the mean of the coordinates over the last 1,000 steps of a \
      phase. The noise is uniform.
      """,
      """
      The same with another σ for each coordinate, log-uniform in 0.1 … 10; with two tensors of 2,000 \
      coordinates, σ = 10 in one and 0.1 in the other; and with the first of these not decayed.
      """,
      """
      Rₜ is measured on 16 parameters that no gradient touches: a step leaves 1 − Rₜ of them, whatever the \
      program reports. √v̄ₜ is made of the study's own averages of the squares.
      """,
      """
      The decay that is actually taken by momentum: SGD with momentum 0.9 on a flat loss, the penalty in \
      the gradient or stable decay.
      """,
    ],
    limits: [
      "Corrected decay is decoupled decay here, since the rate is constant.",
      "What it means for a network, where the scale of the gradients changes with the weights.",
    ],
    quick: StudyBudget(seeds: 3, seconds: 40), full: StudyBudget(seeds: 8, seconds: 110))

  /// The penalty's rate, and where the minimum with the penalty is.
  private static let rate = 0.1
  private static let target = 1 / (1 + rate)

  /// The steps of a phase, and how many of them count.
  private static let phase = 12_000
  private static let counted = 1_000

  private static let ways: [(name: String, decay: @Sendable (Double) -> any DecayPolicy)] = [
    ("L2", { .l2($0) }), ("decoupled", { .decoupled($0) }), ("stable", { .stable($0) }),
  ]

  package init() {}

  package func runs(after results: StudyResults) -> [StudyRun] {
    results.seeds.flatMap { seed in
      Self.ways.map { way in
        StudyRun(arm: way.name, seed: seed) { goOn in
          var trial = Trial(decay: way.decay, seed: seed)
          try trial.measurePhases()
          guard goOn(0.4) else { return nil }
          try trial.measureConstantNoise()
          try trial.measureUneven()
          guard goOn(0.7) else { return nil }
          try trial.measureTwoTensors()
          try trial.measureMomentum()
          return trial.measurement
        }
      }
    }
  }

  package var claims: [Claim] {
    let definition = "Xie et al., 2023, Definitions 1 and 2"
    return [
      Claim(
        "stable is constant",
        "Stable decay takes away a constant share per unit of effective learning rate, decoupled does not.",
        source: definition,
        .exact([
          Condition("stable, largest R/ηₑ over smallest", in: 1...1.0001) {
            $0["stable", Self.ratio]
          },
          Condition("decoupled, largest R/ηₑ over smallest", in: 1.5...Double.infinity) {
            $0["decoupled", Self.ratio]
          },
        ])),
      Claim(
        "the point at rest stays",
        "The point at rest doesn't move with the scale of the gradients under stable decay and L2, and moves "
          + "under decoupled decay.", source: definition,
        .exact(
          Self.scales.flatMap { scale in
            ["stable", "L2"].map { arm in
              near(Self.target, "\(arm), σ = \(scale)") { $0[arm, Self.rest(scale)] }
            }
          } + [
            Condition("decoupled, farthest from 0.909", in: 0.05...1) { seed in
              Self.scales.map { (seed["decoupled", Self.rest($0)] - Self.target).magnitude }.max()
                ?? 0
            }
          ]), controls: [oneScale]),
      Claim(
        "with uneven noise",
        "Stable decay leaves the minimum with the penalty where it is, for gradients of different scales.",
        source: "read into Definition 2; it speaks of one scale",
        .exact([near(Self.target, "stable, σ from 0.1 to 10") { $0["stable", Self.uneven] }]),
        controls: [penaltyStays, meanOverAll]),
      Claim(
        "in two tensors",
        "Stable decay leaves the minimum with the penalty where it is, in each of two tensors.",
        source: "read into Definition 2; its mean is over all parameters",
        .exact(
          [("σ = 10", Self.large), ("σ = 0.1", Self.small)].map { name, quantity in
            near(Self.target, "stable, tensor of \(name)") { $0["stable", quantity] }
          }), controls: [penaltyStays, meanOverAll]),
      Claim(
        "L2 under momentum",
        "With momentum the penalty in the gradient decays by a share that changes, stable decay by a "
          + "constant one.", source: "Xie et al., first version, on SGD with momentum",
        .exact(
          Self.momentumSteps.map { step in
            let sum = (1 - pow(0.9, Double(step))) / 0.1
            return Condition("L2, R/(ηλ) at step \(step)", in: 0.99 * sum...1.01 * sum) {
              $0["L2", Self.momentum(step)]
            }
          }
            + Self.momentumSteps.map { step in
              Condition("stable, R/(ηλ) at step \(step)", in: 9.99...10.01) {
                $0["stable", Self.momentum(step)]
              }
            })),
    ]
  }

  private func near(
    _ target: Double, within tolerance: Double = 0.02, _ name: String,
    _ value: @escaping @Sendable (Reading) -> Double
  ) -> Condition {
    Condition(name, in: (target - tolerance)...(target + tolerance), value: value)
  }

  private var oneScale: Control {
    Control(
      "σ = 1 throughout",
      .exact([
        Condition("stable − decoupled", in: -0.01...0.01) {
          $0["stable", Self.constant] - $0["decoupled", Self.constant]
        }
      ]))
  }

  private var penaltyStays: Control {
    Control(
      "L2 rests at the minimum with its penalty",
      .exact([
        near(Self.target, "L2, σ from 0.1 to 10") { $0["L2", Self.uneven] },
        near(Self.target, "L2, tensor of σ = 10") { $0["L2", Self.large] },
        near(Self.target, "L2, tensor of σ = 0.1") { $0["L2", Self.small] },
      ]))
  }

  /// What the definition gives for two tensors: v̄ is the mean of both, decayed or not.
  private var meanOverAll: Control {
    let root = ((100 + 0.01) / 2.0).squareRoot()
    let (large, small) = (1 / (1 + Self.rate * 10 / root), 1 / (1 + Self.rate * 0.1 / root))
    return Control(
      "v̄ is the mean over all parameters",
      .exact([
        near(large, within: 0.01, "stable, tensor of σ = 10") { $0["stable", Self.large] },
        near(small, within: 0.01, "stable, tensor of σ = 0.1") { $0["stable", Self.small] },
        near(small, within: 0.01, "stable, tensor of σ = 0.1, the other not decayed") {
          $0["stable", Self.alone]
        },
      ]))
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    [
      LineChart(
        title: "The point at rest", subtitle: "mean of 4,000 coordinates; the minimum is at 0.909",
        horizontalLabel: "step; σ = 10, then 1, then 0.1",
        curves: Self.ways.map { way in
          LineChart.Curve(name: way.name, points: results.course("position", of: way.name))
        }),
      LineChart(
        title: "Decay per effective learning rate", subtitle: "R over η/√v̄, blocks of 100 steps",
        horizontalLabel: "step", isLogarithmic: true,
        curves: Self.ways.map { way in
          LineChart.Curve(
            name: way.name,
            points: way.name == "L2" ? [] : results.course("pull", of: way.name))
        }),
    ]
  }
}

// What a run measures.
extension StationaryPoint {
  fileprivate static let scales = [10, 1, 0.1]
  fileprivate static let momentumSteps = [1, 2, 5, 10, 20]
  fileprivate static let ratio = Quantity("largest pull over smallest")
  fileprivate static let constant = Quantity("rest, one scale")
  fileprivate static let uneven = Quantity("rest, uneven")
  fileprivate static let large = Quantity("rest, tensor of large noise")
  fileprivate static let small = Quantity("rest, tensor of small noise")
  fileprivate static let alone = Quantity("rest, tensor of small noise alone decayed")
  fileprivate static func rest(_ scale: Double) -> Quantity { Quantity("rest, scale \(scale)") }
  fileprivate static func momentum(_ step: Int) -> Quantity { Quantity("momentum, step \(step)") }

  /// The runs of one arm from one seed.
  fileprivate struct Trial {
    let decay: @Sendable (Double) -> any DecayPolicy
    var generator: SplitMix64
    var measurement = Measurement()

    init(decay: @escaping @Sendable (Double) -> any DecayPolicy, seed: UInt64) {
      self.decay = decay
      generator = SplitMix64(seed: seed, stream: .gradientNoise)
    }

    private var composition: Composition {
      .adam(learningRate: .constant(0.01), decay: decay(rate))
    }

    /// Three phases, with the pull of the decay measured in blocks of 100 steps.
    mutating func measurePhases() throws {
      var problem = try ClosedProblem(composition, starts: [[Float](repeating: 0, count: 4_000)])
      var squares = 0.0
      var (pull, rate) = (0.0, 0.0)
      var pulls: [Measurement.Place] = []
      var positions: [Measurement.Place] = []
      for (index, scale) in scales.enumerated() {
        let noise = [[Float](repeating: Float(scale), count: 4_000)]
        let rest = try settle(&problem, noise) { step, taken, sum in
          let time = index * phase + step
          let share = sum / Double(4_000 + ClosedProblem.witnessCount)
          squares = 0.999 * squares + 0.001 * share
          pull += taken
          rate += 0.01 / (squares / (1 - pow(0.999, Double(time)))).squareRoot()
          if !time.isMultiple(of: 100) { return }
          // The first hundred steps begin with v̄ of one gradient.
          if time > 100 { pulls.append(Measurement.Place(Double(time), pull / rate)) }
          (pull, rate) = (0, 0)
        } position: { step, mean in
          positions.append(Measurement.Place(Double(index * phase + step), mean))
        }
        measurement[StationaryPoint.rest(scale)] = rest[0]
      }
      let sizes = pulls.map(\.y)
      measurement[ratio] = (sizes.max() ?? .nan) / (sizes.min() ?? .nan)
      measurement.curves = ["pull": pulls, "position": positions]
    }

    mutating func measureConstantNoise() throws {
      measurement[constant] = try rest(noise: [[Float](repeating: 1, count: 4_000)])[0]
    }

    mutating func measureUneven() throws {
      let noise = (0..<4_000).map { _ in Float(pow(10, 2 * Double(generator.nextUniform()) - 1)) }
      measurement[uneven] = try rest(noise: [noise])[0]
    }

    mutating func measureTwoTensors() throws {
      let noise = [10, Float(0.1)].map { [Float](repeating: $0, count: 2_000) }
      let both = try rest(noise: noise)
      measurement[large] = both[0]
      measurement[small] = both[1]
      measurement[alone] = try rest(noise: noise, decayMultipliers: [0, 1])[1]
    }

    /// What the decay takes away by and by where no gradient moves anything.
    mutating func measureMomentum() throws {
      var problem = try ClosedProblem(
        .sgd(learningRate: .constant(0.1), momentum: 0.9, decay: decay(1e-3)), starts: [[1]])
      for step in 1...20 {
        let taken = try problem.step { _, _, _ in }
        if momentumSteps.contains(step) {
          measurement[momentum(step)] = taken / (0.1 * 1e-3)
        }
      }
    }

    /// Where a new problem comes to rest.
    private mutating func rest(
      noise: [[Float]], decayMultipliers: [Double]? = nil
    ) throws -> [Double] {
      var problem = try ClosedProblem(
        composition, starts: noise.map { [Float](repeating: 0, count: $0.count) },
        decayMultipliers: decayMultipliers)
      return try settle(&problem, noise) { _, _, _ in }
    }

    /// Takes the steps of a phase; hears of what the decay took and of the sum of the gradients' squares.
    private mutating func settle(
      _ problem: inout ClosedProblem, _ noise: [[Float]],
      _ hear: (_ step: Int, _ taken: Double, _ squares: Double) -> Void,
      position: (_ step: Int, _ mean: Double) -> Void = { _, _ in }
    ) throws -> [Double] {
      var means = noise.map { _ in 0.0 }
      for step in 1...phase {
        var squares = 0.0
        let taken = try problem.step { tensor, values, gradient in
          let scales = noise[tensor]
          var sum: Float = 0
          for index in gradient.indices {
            // Uniform in ±√3, which has the deviation 1.
            let unit = (2 * generator.nextUniform() - 1) * 1.7320508
            let slope = values[index] - 1 + scales[index] * unit
            gradient[index] = slope
            sum += slope * slope
          }
          squares += Double(sum)
        }
        hear(step, taken, squares)
        if step.isMultiple(of: 200) { position(step, problem.mean(of: 0)) }
        if step > phase - counted {
          for tensor in noise.indices { means[tensor] += problem.mean(of: tensor) }
        }
      }
      return means.map { $0 / Double(counted) }
    }
  }
}
