import Autodiff
import Kernels
import Optimization

/// Takes the steps of a composition as the contract of the parts tells them, and no faster.
///
/// One parameter after the other, one element after the other, every mean taken over numbers that are
/// there: no tiles, no threads, no two parameters at once.
///
/// What an `Optimizer` does is the same; the law that says so compares it with this.
struct ScalarInterpreter {
  private let composition: Composition
  private var parameters: [InterpretedParameter]

  /// t of the last step.
  private var number = 0

  init(_ composition: Composition, shapes: [[Int]], start: [[Float]]) {
    self.composition = composition
    var offset = 0
    parameters = zip(shapes, start).map { shape, values in
      defer { offset += values.count }
      return InterpretedParameter(composition, shape: shape, values: values, offset: offset)
    }
  }

  /// The values of all parameters, one behind the other.
  var values: [Float] { parameters.flatMap(\.values) }

  /// Takes a step with the gradients of all parameters.
  mutating func step(_ gradients: [[Float]]) {
    for (index, gradient) in gradients.enumerated() { parameters[index].gradient = gradient }
    guard transform() else { return }
    number += 1
    addPenalty()
    followSecondMoments()
    let means = means
    let weight = decayWeight(gain: gain(means))
    for index in parameters.indices {
      parameters[index].direct(
        composition, learningRate: learningRate, means: means, measures: measures,
        decayWeight: weight)
    }
    let share = min(1, rate(gain: gain(means, isMeasured: true)))
    for index in parameters.indices {
      let acts = composition.decay.entry == .parameters && absorber == nil
      parameters[index].descend(
        learningRate: learningRate, composition.decay, decayRate: acts ? share : 0)
    }
  }
}

extension ScalarInterpreter {
  /// The learning rate of the current step.
  private var learningRate: Double { composition.schedule.learningRate(at: number) }

  /// Applies the transforms.
  ///
  /// - Returns: whether the step happens.
  private mutating func transform() -> Bool {
    let before = parameters
    for (place, transform) in composition.transforms.enumerated() {
      let energies = parameters.map { sumOfSquares($0.gradient.span) }
      let total = energies.reduce(0, +)
      let isPerParameter = transform.normScope == .parameter || transform.granularity == .parameter
      let actions = parameters.indices.map { index in
        let energy =
          switch transform.normScope {
          case .all, .group: total
          case .parameter: energies[index]
          case nil: 0.0
          }
        let context = TransformContext(
          step: number + 1, norm: energy.squareRoot(),
          shape: isPerParameter ? parameters[index].shape : [])
        return parameters[index].transforms[place].prepare {
          transform.action(at: context, scalars: &$0)
        }
      }
      for (index, action) in actions.enumerated() {
        switch action {
        case .keep: break
        case .scale(let factor): parameters[index].scaleGradient(by: Float(factor))
        case .rewrite(let pass):
          parameters[index].rewriteGradient(
            pass, transform: place, granularity: transform.granularity)
        case .skipStep, .refuse:
          parameters = before
          return false
        }
      }
    }
    return true
  }

  private mutating func addPenalty() {
    guard composition.decay.entry == .gradient else { return }
    let weight = rate(gain: nil)
    guard weight > 0 else { return }
    for index in parameters.indices {
      parameters[index].addPenalty(composition.decay, rate: weight)
    }
  }
}

extension ScalarInterpreter {
  /// The two parts that keep second moments, by their lanes.
  private var gainStating: [any GainStating] { [composition.moments, composition.preconditioner] }

  /// Whether the decay needs a sum of second moments that the preconditioner tells after its pass only.
  private var measures: Bool {
    guard composition.decay.needsGain else { return false }
    return switch composition.preconditioner.secondMoment {
    case .none: false
    case .measured: true
    case .recurrent: composition.moments.observes
    }
  }

  private mutating func followSecondMoments() {
    for (lane, part) in gainStating.enumerated() {
      for index in parameters.indices {
        parameters[index].followSecondMoments(part.secondMoment, lane: lane)
      }
    }
  }

  /// v̄ of both parts, taken over all elements; nil where a part keeps none, or tells it later.
  private var means: [Double?] {
    let count = parameters.reduce(0) { $0 + $1.values.count }
    return gainStating.enumerated().map { lane, part in
      guard case .recurrent = part.secondMoment, lane == 0 || !measures else { return nil }
      return parameters.reduce(0) { $0 + $1.sumOfSecondMoments(part.secondMoment, lane: lane) }
        / Double(count)
    }
  }

  /// What both parts make of a unit gradient; nil where that is not defined, or not yet.
  private func gain(_ means: [Double?], isMeasured: Bool = false) -> Double? {
    var means = means
    if measures, isMeasured {
      let count = parameters.reduce(0) { $0 + $1.values.count }
      means[1] = parameters.reduce(0) { $0 + $1.measuredSecondMoments } / Double(count)
    }
    var product = 1.0
    for (lane, part) in gainStating.enumerated() {
      let mean = part.secondMoment == .none ? 0 : means[lane]
      guard let mean, let gain = part.gain(meanSecondMoment: mean, at: number) else { return nil }
      product *= gain
    }
    return product
  }

  /// How much the decay takes, or weighs in the gradient, at this step.
  private func rate(gain: Double?) -> Double {
    let decay = composition.decay
    if decay.needsGain, gain == nil { return 0 }
    return decay.rate(
      at: DecayContext(
        step: number, learningRate: learningRate,
        peakLearningRate: composition.schedule.peakLearningRate, gain: gain))
  }

  /// The lane of the part that adds the decay to the direction, if there is one.
  private var absorber: Int? {
    guard composition.decay.entry == .parameters else { return nil }
    if composition.moments.absorbsDecay { return 0 }
    return composition.preconditioner.absorbsDecay ? 1 : nil
  }

  /// What that part adds per unit of learning rate, by lanes.
  private func decayWeight(gain: Double?) -> [Double] {
    let weight =
      absorber == nil || learningRate == 0 ? 0 : min(1, rate(gain: gain)) / learningRate
    return [absorber == 0 ? weight : 0, absorber == 1 ? weight : 0]
  }
}
