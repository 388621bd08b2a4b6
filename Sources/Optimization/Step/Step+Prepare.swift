import Autodiff
import Kernels

extension Step {
  /// Cuts the groups into runs and has every part prepare its numbers.
  func prepare() {
    state.runs.removeAll(keepingCapacity: true)
    var unit = 0
    for group in groups {
      group.keepTransformScalars()
      var start = 0
      while let parameters = group.nextRun(from: start) {
        let run = makeRun(parameters, of: group, firstUnit: unit)
        state.runs.append(run)
        unit += run.unitCount
        start = parameters.upperBound
      }
    }
  }

  private func makeRun(_ parameters: Range<Int>, of group: GroupState, firstUnit: Int) -> Run {
    let first = parameters.lowerBound
    let composition = group.composition
    let layout = group.layout
    let weights = group.decayWeights
    let means = meanSecondMoments
    func context(
      _ moment: SecondMoment, _ mean: Double?, decayWeight: Double, directionScale: Double = 1
    ) -> StepContext {
      StepContext(
        step: group.steps[first] + 1, learningRate: group.now.learningRate,
        peakLearningRate: group.now.peakLearningRate,
        shape: layout.isWhole ? group.group.parameters[first].shape : [],
        meanSecondMoment: moment == .none ? nil : mean, directionScale: directionScale,
        decayWeight: decayWeight)
    }
    let scalars = group.scalars
    var momentScalars = scalars.mutableSpan(
      group.scalarRange(part: layout.parts.moments, parameter: first))
    let moments = composition.moments.pass(
      at: context(
        layout.secondMoments.moments, means?.moments, decayWeight: weights.moments),
      scalars: &momentScalars)
    var preconditionerScalars = scalars.mutableSpan(
      group.scalarRange(part: layout.parts.preconditioner, parameter: first))
    let preconditioner = composition.preconditioner.pass(
      at: context(
        layout.secondMoments.preconditioner, means?.preconditioner,
        decayWeight: weights.preconditioner, directionScale: moments.scale),
      scalars: &preconditionerScalars)
    group.spreadScalars(over: parameters)
    let source = GradientSource(group, parameter: first)
    let decay = group.decayPass
    let range = layout.ranges[first]
    return Run(
      source: source,
      range: range.lowerBound..<layout.ranges[parameters.upperBound - 1].upperBound,
      moments: moments, preconditioner: preconditioner, decay: decay,
      learningRate: Float(group.now.learningRate),
      linear: measuresNorms || layout.observes || layout.directions != nil
        ? nil
        : source.factor.flatMap {
          LinearStep(
            moments, gradientFactor: $0, penalty: source.penalty, decay: decay,
            learningRate: Float(group.now.learningRate))
        },
      places: PerPart(
        moments: group.place(of: layout.parts.moments, parameter: first),
        preconditioner: group.place(of: layout.parts.preconditioner, parameter: first),
        decay: group.place(of: layout.parts.decay, parameter: first)),
      pairPlace: layout.state.place(
        of: layout.parts.moments...layout.parts.preconditioner, parameter: first,
        count: range.count),
      firstUnit: firstUnit)
  }
}

extension GroupState {
  /// The decay that acts on the parameters at this step; nil where nothing decays, or a part absorbs it.
  var decayPass: (any DecayPass)? {
    guard layout.appliesDecay.decay, now.decayRate > 0 else { return nil }
    return composition.decay.pass(rate: now.decayRate)
  }

  /// The decay per unit of learning rate that the parts add to the direction.
  fileprivate var decayWeights: PerPart<Double> {
    let weight = now.learningRate > 0 ? now.decayRate / now.learningRate : 0
    let applies = layout.appliesDecay
    return PerPart(
      moments: applies.moments ? weight : 0, preconditioner: applies.preconditioner ? weight : 0,
      decay: 0)
  }

  /// The next neighbouring parameters that can take the step as one, or nil at the end.
  fileprivate func nextRun(from start: Int) -> Range<Int>? {
    guard let first = (start..<steps.count).first(where: takesPart) else { return nil }
    var end = first + 1
    guard isAlike else { return first..<end }
    while end < steps.count, takesPart(end), steps[end] == steps[first],
      haveEqualScalars(first, end)
    {
      end += 1
    }
    return first..<end
  }

  private func haveEqualScalars(_ a: Int, _ b: Int) -> Bool {
    let block = scalars
    let all = block.span
    for k in 0..<scalarCount where all[a * scalarCount + k] != all[b * scalarCount + k] {
      return false
    }
    return true
  }

  /// Copies the scalars of the first parameter to the others.
  fileprivate func spreadScalars(over parameters: Range<Int>) {
    let block = scalars
    var all = block.mutableSpan
    for parameter in parameters.dropFirst() {
      for k in 0..<scalarCount {
        all[parameter * scalarCount + k] = all[parameters.lowerBound * scalarCount + k]
      }
    }
  }
}
