import Autodiff
import Components
import Foundation
import Optimization
import Training

// What a run measures.
extension StationaryPoint {
  static let scales = [10, 1, 0.1]
  static let momentumSteps = [1, 2, 5, 10, 20]
  static let ratio = Quantity("largest pull over smallest")
  static let constant = Quantity("rest, one scale")
  static let uneven = Quantity("rest, uneven")
  static let large = Quantity("rest, tensor of large noise")
  static let small = Quantity("rest, tensor of small noise")
  static let alone = Quantity("rest, tensor of small noise alone decayed")
  static let afterOneStep = Quantity("left of 1 after a step along a gradient of 1")
  static func rest(_ scale: Double) -> Quantity { Quantity("rest, scale \(scale)") }
  static func momentum(_ step: Int) -> Quantity { Quantity("momentum, step \(step)") }

  /// The runs of one arm from one seed.
  struct Trial {
    let decay: @Sendable (Double) -> any DecayPolicy
    var generator: SplitMix64
    var measurement = Measurement()

    /// The number of coordinates, even.
    var coordinates = 4_000
    /// The steps of a phase.
    var phase = 12_000
    /// How many of them count, at the end.
    var counted = 1_000

    init(decay: @escaping @Sendable (Double) -> any DecayPolicy, seed: UInt64) {
      self.decay = decay
      generator = SplitMix64(seed: seed, stream: .gradientNoise)
    }

    private var composition: Composition {
      .adam(learningRate: .constant(0.01), decay: decay(rate))
    }

    /// Measures everything, and says whether it wasn't ended before.
    mutating func measure(_ goOn: (Double) -> Bool) throws -> Bool {
      try measurePhases()
      guard goOn(0.4) else { return false }
      try measureConstantNoise()
      try measureUneven()
      guard goOn(0.7) else { return false }
      try measureTwoTensors()
      try measureMomentum()
      try measureOneStep()
      return true
    }

    /// Three phases, with the pull of the decay measured in blocks of 100 steps.
    mutating func measurePhases() throws {
      let (coordinates, phase) = (coordinates, phase)
      let start = [Float](repeating: 0, count: coordinates)
      var problem = try ClosedProblem(composition, starts: [start])
      var squares = 0.0
      var (pull, rate) = (0.0, 0.0)
      var pulls: [Measurement.Place] = []
      var positions: [Measurement.Place] = []
      for (index, scale) in scales.enumerated() {
        let noise = [[Float](repeating: Float(scale), count: coordinates)]
        let rest = try settle(&problem, noise) { step, taken, sum in
          let time = index * phase + step
          let share = sum / Double(coordinates + ClosedProblem.witnessCount)
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
      measurement[constant] = try rest(noise: [[Float](repeating: 1, count: coordinates)])[0]
    }

    mutating func measureUneven() throws {
      let noise = (0..<coordinates).map { _ in
        Float(pow(10, 2 * Double(generator.nextUniform()) - 1))
      }
      measurement[uneven] = try rest(noise: [noise])[0]
    }

    mutating func measureTwoTensors() throws {
      let noise = [10, Float(0.1)].map { [Float](repeating: $0, count: coordinates / 2) }
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

    /// Large rates, so that it shows whether the decay takes its share of the weight before the step.
    mutating func measureOneStep() throws {
      var problem = try ClosedProblem(
        .adam(learningRate: .constant(0.1), decay: decay(1)), starts: [[1]])
      try problem.step { _, _, gradient in gradient[0] = 1 }
      measurement[afterOneStep] = problem.mean(of: 0)
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
