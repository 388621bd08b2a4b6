import Autodiff
import Components
import Foundation
import Kernels
import Optimization
import Training

// The forms of decay, and what is measured of them.
extension Forgetting {
  static let left = Quantity("left over expected")
  static let time = Quantity("steps to rest")
  static let drift = Quantity("drift at the end")
  static func flat(_ form: String, _ rate: Double) -> Quantity {
    Quantity("\(form), \(rate), steps times share")
  }
  static func curved(_ rate: Double) -> Quantity {
    Quantity("curved, \(rate), steps times share")
  }

  /// A form of decay, and the share that it takes by its formula.
  struct Form: Sendable {
    let name: String
    let composition: @Sendable (_ learningRate: Double, _ rate: Double) -> Composition
    let share: @Sendable (_ learningRate: Double, _ rate: Double, _ root: Double) -> Double

    static let all = [
      Form(
        name: "SGD, decoupled",
        composition: { .sgdw(learningRate: .constant($0), momentum: 0, weightDecay: $1) },
        share: { rate, decay, _ in rate * decay }),
      Form(
        name: "SGD, stable", composition: { .sgds(learningRate: .constant($0), weightDecay: $1) },
        share: { rate, decay, _ in rate * decay / (1 - 0.9) }),
      Form(
        name: "Adam, decoupled",
        composition: { .adamw(learningRate: .constant($0), weightDecay: $1) },
        share: { rate, decay, _ in rate * decay }),
      Form(
        name: "Adam, stable", composition: { .adams(learningRate: .constant($0), weightDecay: $1) },
        share: { rate, decay, root in rate * decay / root }),
      Form(
        name: "SGD, vanilla",
        composition: { .sgd(learningRate: .constant($0), decay: .vanilla($0 * $1)) },
        share: { rate, decay, _ in rate * decay }),
    ]
    static let penalty = Form(
      name: "Adam, L2", composition: { .adam(learningRate: .constant($0), decay: .l2($1)) },
      share: { rate, decay, _ in rate * decay })
  }

  /// The steps until 1/e is left, times the share of a step, for every form and rate.
  static func flat(
    _ decayRates: [Double] = decayRates, goOn: (Double) -> Bool
  ) throws -> Measurement? {
    var measurement = Measurement()
    let forms = Form.all + [Form.penalty]
    for (index, form) in forms.enumerated() {
      guard goOn(Double(index) / Double(forms.count)) else { return nil }
      for rate in decayRates {
        let count = try steps(form.composition(0.1, rate))
        let root = (64.0 / Double(64 + 2 + ClosedProblem.witnessCount)).squareRoot()
        let share = form.share(0.1, rate, root)
        measurement[flat(form.name, rate)] = count.flat * share
        if form.name == "SGD, decoupled" { measurement[curved(rate)] = count.curved * share }
      }
    }
    return measurement
  }

  /// The steps until 1/e is left of a weight without a loss and of one with a small curvature; fractions
  /// of a step by the logarithm.
  static func steps(_ composition: Composition) throws -> (flat: Double, curved: Double) {
    var problem = try ClosedProblem(
      composition, starts: [[1], [1], [Float](repeating: 0, count: 64)])
    var counts: [Double?] = [nil, nil]
    var logs = [0.0, 0.0]
    var step = 0
    // By then every form has forgotten both.
    while counts.contains(nil), step < 120_000 {
      step += 1
      try problem.step { tensor, values, gradient in
        switch tensor {
        case 1: gradient[0] = Float(curvature) * values[0]
        case 2: for index in gradient.indices { gradient[index] = step % 2 == 0 ? 1 : -1 }
        default: break
        }
      }
      for index in counts.indices where counts[index] == nil {
        let now = log(Swift.max(Double(problem.tensors[index].value[0]), 1e-30))
        if now <= -1 { counts[index] = Double(step) - (-1 - now) / (logs[index] - now) }
        logs[index] = now
      }
    }
    return (counts[0] ?? .infinity, counts[1] ?? .infinity)
  }

  /// What is left of a witness in a network, against the formula.
  static func watch(
    _ form: Form, _ plan: TaskPlan, steps: Int = 400, seed: UInt64, goOn: (Double) -> Bool
  ) throws -> Measurement? {
    let (rate, decay) = (form.name.hasPrefix("Adam") ? 1e-3 : 0.02, 0.05)
    let run = TrainingRun(
      composition: form.composition(rate, decay), steps: steps, recordInterval: steps)
    var task = WitnessedTask(try plan.makeTask(seed: seed))
    let result = try run.train(&task) { event in
      if case .progress(let share) = event { goOn(share) } else { true }
    }
    if result.ending == .interrupted { return nil }
    let expected = task.rootMeanSquares.reduce(0) {
      $0 + log(1 - form.share(rate, decay, $1))
    }
    let measured = task.rates.reduce(0) { $0 + log(1 - $1) }
    return Measurement(values: [left.name: measured / expected])
  }

  /// How long the norm of the hidden weights takes to come to rest.
  static func settle(
    _ rate: Double, _ plan: TaskPlan, steps: Int = steps, seed: UInt64, goOn: (Double) -> Bool
  ) throws -> Measurement? {
    let run = TrainingRun(
      composition: .sgdw(learningRate: .constant(0.1), momentum: 0, weightDecay: rate),
      steps: steps, recordInterval: steps)
    var task = WitnessedTask(try plan.makeTask(seed: seed))
    task.scaleHiddenWeights(by: 8)
    let result = try run.train(&task) { event in
      if case .progress(let share) = event { goOn(share) } else { true }
    }
    if result.ending == .interrupted { return nil }
    let norms = task.hiddenNorms
    var measurement = Measurement(result, classes: plan.data.classCount)
    (measurement[time], measurement[drift]) = rest(of: norms)
    measurement.curves["norm"] = stride(from: 0, to: norms.count, by: 25).map {
      Measurement.Place(Double($0), norms[$0])
    }
    return measurement
  }

  /// After how many steps norms are near their mean over the last fifth, and by which share that still moves.
  static func rest(of norms: [Double]) -> (time: Double, drift: Double) {
    let last = norms.suffix(norms.count / 5)
    let rest = Sample(Array(last)).mean
    // Between the halves of the last fifth: single steps scatter.
    let halves = [last.prefix(last.count / 2), last.suffix(last.count / 2)].map {
      Sample(Array($0)).mean
    }
    return (
      Double(norms.firstIndex { $0 <= 1.05 * rest } ?? norms.count),
      (halves[1] / halves[0] - 1).magnitude
    )
  }
}
