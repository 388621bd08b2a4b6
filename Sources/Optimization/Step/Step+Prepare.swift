import Autodiff
import Kernels

extension Step {
  /// Cuts the groups into runs and has every part prepare its numbers.
  func prepare() {
    state.runs.removeAll(keepingCapacity: true)
    keepHeard()
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
    let layout = group.layout
    let applies = layout.appliesDecay
    func context(
      _ part: Int, mean: Double?, absorbs: Bool, scale: Double = 1
    ) -> StepContext {
      group.context(
        part: part, parameter: first,
        StepInputs(
          step: group.steps[first] + 1, learningRate: group.now.learningRate,
          shape: layout.isWhole ? group.group.parameters[first].shape : [], measured: mean,
          scale: scale, decay: absorbs ? group.now.decayWeight : 0,
          published: group.now.published))
    }
    let numbers = context(
      layout.parts.moments, mean: meanSecondMoments?.moments, absorbs: applies.moments)
    let moments = group.composition.moments.pass(at: numbers)
    let preconditioner = group.composition.preconditioner.pass(
      at: context(
        layout.parts.preconditioner, mean: meanSecondMoments?.preconditioner,
        absorbs: applies.preconditioner, scale: numbers.ownScale))
    group.spreadScalars(over: parameters)
    let source = GradientSource(group, parameter: first)
    let decay = group.decayPass(at: number)
    let range = layout.ranges[first]
    let elements = range.lowerBound..<layout.ranges[parameters.upperBound - 1].upperBound
    return Run(
      source: source, everyones: elements, range: elements.clamped(to: layout.shards.own),
      moments: moments, preconditioner: preconditioner, decay: decay,
      learningRate: Float(group.now.learningRate),
      linear: measuresNorms || layout.observes || layout.directions != nil
        ? nil
        : source.factor.flatMap {
          LinearStep(
            moments, arrays: layout.state.arrays(of: layout.parts.moments), gradientFactor: $0,
            penalty: source.penalty, decay: decay, learningRate: Float(group.now.learningRate))
        },
      meanFactor: group.meanFactor(of: first), hearing: group.keptHearing(of: first),
      places: PerPart(
        moments: group.workPlace(of: layout.parts.moments, parameter: first),
        preconditioner: group.workPlace(of: layout.parts.preconditioner, parameter: first),
        decay: group.workPlace(of: layout.parts.decay, parameter: first)),
      pairPlace: group.workPlace(
        of: layout.parts.moments, through: layout.parts.preconditioner, parameter: first),
      step: number, firstUnit: firstUnit)
  }
}

extension GroupState {
  /// The decay that acts on the parameters at this step; nil where nothing decays, or a part absorbs it.
  func decayPass(at number: Int) -> (any DecayPass)? {
    layout.appliesDecay.decay && now.decayRate > 0 ? decay(at: number) : nil
  }

  /// Where the arrays of some parts lie while a step works on them.
  fileprivate func workPlace(
    of part: Int, through last: Int? = nil, parameter: Int
  ) -> StateLayout.Place {
    let place = layout.state.place(
      of: part...(last ?? part), parameter: parameter, count: layout.ranges[parameter].count)
    return layout.half?.roomPlace(of: place) ?? place
  }

  /// What the sum of the array whose mean is measured is multiplied by, for a parameter.
  fileprivate func meanFactor(of parameter: Int) -> Double {
    guard layout.measures, let mean = layout.program.means.preconditioner,
      let room = rooms.means.preconditioner
    else { return 1 }
    return mean.coefficients(at: steps[parameter] + 1, room).factor
  }

  /// The next neighbouring parameters that can take the step as one, or nil at the end.
  fileprivate func nextRun(from start: Int) -> Range<Int>? {
    guard let first = (start..<steps.count).first(where: takesPart) else { return nil }
    var end = first + 1
    guard isAlike else { return first..<end }
    let (steps, participants, hasScalars) = (steps, now.participants, scalarCount > 0)
    while end < steps.count, participants?[end] ?? true, steps[end] == steps[first],
      !hasScalars || haveEqualScalars(first, end)
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
    if scalarCount == 0 { return }
    let block = scalars
    var all = block.mutableSpan
    for parameter in parameters.dropFirst() {
      for k in 0..<scalarCount {
        all[parameter * scalarCount + k] = all[parameters.lowerBound * scalarCount + k]
      }
    }
  }
}
