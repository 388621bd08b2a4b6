import Autodiff
import Kernels
import Optimization

/// Takes the steps of a composition as the contract of the parts tells them, and no faster.
///
/// One parameter after the other, one element after the other, every mean taken over numbers that are
/// there: no tiles, no threads, no two parameters at once. The loops are those of the parts; what a
/// line takes the mean of comes from the lines, carried out in double precision, and what a gain does
/// from the arrays that the loops have left.
///
/// What an `Optimizer` does is the same; the law that says so compares it with this.
struct ScalarInterpreter {
  private let composition: Composition
  private var parameters: [InterpretedParameter]

  /// The lines of the moment estimator and of the preconditioner.
  private var moments: UpdateRule
  private var preconditioner: UpdateRule

  /// The schedule, with what it remembers of metrics and steps.
  private let schedule: ScheduleProgram
  private let metricProgram: MetricProgram
  private let room: Block<Double>
  private var metrics: [Double]
  private var kept: [Double]

  /// What the schedule lets other parts read at this step.
  private var published: Published?

  /// t of the last step.
  private var number = 0

  /// What the mean in the lines of the moment estimator is multiplied by.
  private let meanFactor: Double

  /// Creates an interpreter before the first step.
  ///
  /// - Parameters:
  ///   - composition: the parts.
  ///   - shapes: the parameters' shapes.
  ///   - start: their values.
  ///   - meanFactor: what the mean in the lines of the moment estimator is multiplied by, for tests of
  ///     what a rounding of it does.
  init(
    _ composition: Composition, shapes: [[Int]], start: [[Float]], meanFactor: Double = 1
  ) {
    self.composition = composition
    self.meanFactor = meanFactor
    moments = UpdateRule(of: composition.moments, shapes: shapes, parameters: start)
    preconditioner = UpdateRule(of: composition.preconditioner, shapes: shapes, parameters: start)
    schedule = ScheduleProgram(composition.schedule)
    metricProgram = MetricProgram(composition.listeningSchedule?.metricLines ?? [])
    room = schedule.makeRoom()
    metrics = metricProgram.symbols.map { _ in 0 }
    kept = schedule.keptNames.map { _ in 0 }
    var offset = 0
    parameters = zip(shapes, start).map { shape, values in
      defer { offset += values.count }
      return InterpretedParameter(composition, shape: shape, values: values, offset: offset)
    }
  }

  /// The values of all parameters, one behind the other.
  var values: [Float] { parameters.flatMap(\.values) }

  /// Takes a step with the gradients of all parameters.
  ///
  /// - Throws: `FormulaError` with what can't be carried out.
  mutating func step(_ gradients: [[Float]]) throws {
    for (index, gradient) in gradients.enumerated() { parameters[index].gradient = gradient }
    var learningRate = schedule.run(room, at: number + 1, metrics: metrics, kept: kept)
    published = schedule.published(room)
    for index in parameters.indices { parameters[index].published = published }
    guard transform(learningRate) else { return }
    number += 1
    if composition.decay.entry == .gradient {
      let share = try share(gain: nil, learningRate)
      for index in parameters.indices where share > 0 {
        parameters[index].addPenalty(
          composition.decay, share: share, learningRate: learningRate)
      }
    }
    if schedule.listens { learningRate = listen() }
    try direct(learningRate)
    let share = min(1, try share(gain: try gain(learningRate), learningRate))
    for index in parameters.indices {
      let acts = composition.decay.entry == .parameters && composition.appliesDecay.decay
      parameters[index].descend(
        learningRate: learningRate, composition.decay, share: acts ? share : 0)
    }
  }
}

extension ScalarInterpreter {
  /// Tells the schedule a metric, where it hears of one.
  mutating func observe(_ metric: Double) { metricProgram.observe(metric, in: &metrics) }

  /// Lets the schedule hear of every element.
  ///
  /// - Returns: the learning rate.
  private mutating func listen() -> Double {
    guard
      let listener = composition.listeningSchedule?.listener(
        at: schedule.context(at: number, room))
    else { return .nan }
    var sums = schedule.sums.map { _ in 0.0 }
    for index in parameters.indices { parameters[index].hear(listener, &sums) }
    let rate = schedule.run(room, at: number, metrics: metrics, kept: kept, sums: sums)
    schedule.keep(room, in: &kept)
    return rate
  }

  /// Applies the transforms.
  ///
  /// - Returns: whether the step happens.
  private mutating func transform(_ learningRate: Double) -> Bool {
    let before = parameters
    for (place, transform) in composition.transforms.enumerated() {
      let energies = parameters.map { sumOfSquares($0.gradient.span) }
      let total = energies.reduce(0, +)
      let actions = parameters.indices.map { index in
        let energy =
          switch transform.normScope {
          case .all, .group: total
          case .parameter: energies[index]
          case nil: 0.0
          }
        return parameters[index].action(
          of: transform, place, norm: energy.squareRoot(), learningRate: learningRate)
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

  /// Computes the directions: moments, then the preconditioner.
  private mutating func direct(_ learningRate: Double) throws {
    let (before, gradients) = (values, parameters.flatMap(\.gradient))
    let absorbed = try absorbedDecay(before, gradients, learningRate)
    var context = InterpretedContext(learningRate: learningRate)
    try moments.step(inputs(before, gradients, learningRate, absorbed.moments))
    context.mean = try moments.mean(of: composition.moments).map { $0 * meanFactor }
    context.decay = absorbed.moments
    for index in parameters.indices { parameters[index].estimate(context, composition.moments) }

    let scale = try moments.value(of: composition.moments.scale)
    var seen = inputs(before, parameters.flatMap(\.observed), learningRate, absorbed.preconditioner)
    seen[.d] = parameters.flatMap { $0.estimate.map(Double.init) }
    seen[.s] = scale.numbers
    try preconditioner.step(seen)
    context.mean = try preconditioner.mean(of: composition.preconditioner)
    context.decay = absorbed.preconditioner
    // As the loop of the estimator rounds it.
    context.scale = Double(Float(scale.numbers[0]))
    for index in parameters.indices {
      parameters[index].rescale(context, composition.preconditioner)
    }
    preconditioner.take(parameters.map(\.preconditioner))
  }

  private func inputs(
    _ parameters: [Float], _ gradients: [Float], _ learningRate: Double, _ decay: Double
  ) -> [Formula: [Double]] {
    let given: [Formula: [Double]] = [
      .θ: parameters.map(Double.init), .g: gradients.map(Double.init), .η: [learningRate],
      .λ: [decay],
    ]
    return given.merging(publishedNumbers.mapValues { [$0] }) { own, _ in own }
  }
}

extension ScalarInterpreter {
  private var publishedNumbers: [Formula: Double] { published?.numbers ?? [:] }

  /// What the parts have made of a unit gradient at this step; nil where that is not defined.
  private func gain(_ learningRate: Double) throws -> Double? {
    var product = 1.0
    for transform in composition.transforms {
      guard let gain = transform.gain else { return nil }
      let numbers: [Formula: Double] = [.t: Double(number), .η: learningRate]
      product *= try gain.plainValue(at: numbers.merging(publishedNumbers) { own, _ in own })
    }
    for (rule, gain) in [
      (moments, composition.moments.gain), (preconditioner, composition.preconditioner.gain),
    ] {
      guard let gain else { return nil }
      product *= try rule.value(of: gain, refusingZeroDivisors: true).numbers[0]
    }
    return product.isFinite ? product : nil
  }

  /// How much the decay takes, or weighs in the gradient, at this step.
  private func share(gain: Double?, _ learningRate: Double) throws -> Double {
    let share = composition.decay.share
    if share.contains(.gain), gain == nil { return 0 }
    let numbers: [Formula: Double] = [
      .t: Double(number), .η: learningRate, .gain: gain ?? 1, .multiplier: 1,
      .peak: composition.schedule.peakLearningRate ?? 0,
    ]
    return try share.plainValue(at: numbers.merging(publishedNumbers) { own, _ in own })
  }

  /// What the moment estimator or the preconditioner adds of the decay, per unit of learning rate.
  ///
  /// The gain that it may depend on is that of the lines without a decay in them.
  private func absorbedDecay(
    _ before: [Float], _ gradients: [Float], _ learningRate: Double
  ) throws -> (moments: Double, preconditioner: Double) {
    let applies = composition.appliesDecay
    guard applies.moments || applies.preconditioner else { return (0, 0) }
    var ahead = self
    var inputs = inputs(before, gradients, learningRate, 0)
    try ahead.moments.step(inputs)
    inputs[.g] = ahead.moments[.g]
    inputs[.d] = ahead.moments[.d]
    inputs[.s] = try ahead.moments.value(of: composition.moments.scale).numbers
    try ahead.preconditioner.step(inputs)
    // At a rate of 0, the quotient is that of a rate near 0; of what does not follow the rate, none.
    let rate = learningRate > 0 ? learningRate : 1e-100
    let quotient = try share(gain: ahead.gain(rate), rate) / rate
    let weight = learningRate > 0 || quotient < 1e50 ? quotient : 0
    return applies.moments ? (weight, 0) : (0, weight)
  }
}

extension UpdateRule {
  /// The lines of a part.
  fileprivate init(
    of part: any StatefulComponent, shapes: [[Int]], parameters: [[Float]]
  ) {
    self.init(part.lines, shapes: shapes, start: [:])
    take(zip(shapes, parameters).map { InterpretedState(part, shape: $0, values: $1) })
  }

  /// Puts the arrays of a part, parameter by parameter, in the place of what the lines have made of them.
  fileprivate mutating func take(_ states: [InterpretedState]) {
    let arrays = states.map(\.elementwise)
    for symbol in arrays[0].keys {
      let numbers = arrays.compactMap { $0[symbol] }
      if numbers.count == arrays.count { self[symbol] = numbers.flatMap { $0.map(Double.init) } }
    }
  }

  /// The mean that the lines or the gain of a part are about; nil where they are about none.
  fileprivate func mean(of part: any StatefulComponent) throws -> Double? {
    let formulas = part.lines.map(\.formula) + [part.gain].compactMap { $0 }
    for case .call(let function, let arguments) in formulas.flatMap(\.measurements)
    where function.name == "mean" {
      return try value(of: .call(function, arguments)).numbers[0]
    }
    return nil
  }
}

extension Formula {
  /// The value where symbols stand for numbers.
  fileprivate func plainValue(at symbols: [Formula: Double]) throws -> Double {
    var scope = FormulaScope(shapes: [[1]])
    for (symbol, number) in symbols { scope[symbol] = Quantity(number) }
    return try value(in: scope).numbers[0]
  }
}
