import Autodiff
import Kernels

extension Step {
  /// Cuts the groups into runs and has every part prepare its numbers.
  mutating func prepare() {
    state.runs.removeAll(keepingCapacity: true)
    var offset = 0
    var unit = 0
    for group in state.groups {
      let decay = decay(of: group, gain: gain(of: group))
      if group.composition.decay.entry == .parameters {
        report.decayWasLimited = report.decayWasLimited || decay.isLimited
      }
      let penalty = penalty(of: group)
      var start = 0
      while let parameters = group.nextRun(from: start) {
        let run = makeRun(
          parameters, of: group, offset: offset, firstUnit: unit, decay: decay,
          penalty: penalty)
        state.runs.append(run)
        unit += run.unitCount
        start = parameters.upperBound
      }
      offset += group.group.count
    }
    state.reserveSums(units: unit)
  }

  private func makeRun(
    _ parameters: Range<Int>, of group: GroupState, offset: Int, firstUnit: Int,
    decay: (share: Double, weight: Double, isLimited: Bool),
    penalty: (any DecayPass)?
  ) -> Run {
    let first = parameters.lowerBound
    let composition = group.composition
    let isWhole = group.rewrittenGradients != nil
    let absorbs = composition.absorbingPart
    func context(lane: Int, scale: Double = 1) -> StepContext {
      group.context(
        part: group.momentsPart + lane, parameter: first,
        StepInputs(
          step: group.steps[first] + 1, learningRate: group.learningRate,
          shape: isWhole ? group.group.parameters[first].shape : [],
          measured: lane < 2 ? meanSecondMoments?[lane] : nil, scale: scale,
          decay: lane == 2 ? decay.share : absorbs == lane ? decay.weight : 0))
    }
    let momentsContext = context(lane: 0)
    let moments = composition.moments.pass(at: momentsContext)
    let preconditioner = composition.preconditioner.pass(
      at: context(lane: 1, scale: momentsContext.ownScale))
    let decayContext = context(lane: 2)
    group.spreadScalars(over: parameters)
    let policy = composition.decay
    return Run(
      group: RunStorage(group),
      range: group.ranges[first].lowerBound..<group.ranges[parameters.upperBound - 1].upperBound,
      parameter: first, source: group.source(first, offset: offset, penalty: penalty),
      moments: moments, preconditioner: preconditioner,
      decay: policy.entry == .parameters && decay.share > 0 && absorbs == nil
        ? policy.pass(at: decayContext) : nil,
      learningRate: Float(group.learningRate),
      meanFactor: group.measuresMean ? group.meanFactor(first) : 1, firstUnit: firstUnit)
  }

  /// Moves the parameters and counts the step.
  mutating func execute() -> StepReport {
    let hasBarrier = state.runs.contains { $0.group.directions != nil }
    forEachUnit(continuing: false) { run, unit, scratch, sums in
      run.direct(unit, scratch: scratch, sums: &sums)
      if run.group.directions == nil { run.descend(unit, scratch: scratch, sums: &sums) }
    }
    var measured: Double?
    if hasBarrier {
      measured = setMeasuredDecay()
      forEachUnit(continuing: true) { run, unit, scratch, sums in
        guard run.group.directions != nil else { return }
        run.descend(unit, scratch: scratch, sums: &sums)
      }
    }
    for group in state.groups {
      for parameter in group.steps.indices where group.takesPart(parameter) {
        group.steps[parameter] += 1
      }
    }
    state.step = number
    return finishedReport(measured: measured)
  }

  /// Gives the runs their decay whose gain had to be measured.
  ///
  /// - Returns: the mean second moment, or nil where none was measured.
  private mutating func setMeasuredDecay() -> Double? {
    var sum = 0.0
    var count = 0
    for run in state.runs where run.group.measures {
      for unit in run.firstUnit..<(run.firstUnit + run.unitCount) {
        sum += UnitSums(state.sums, unit: unit).secondMoment
      }
      count += run.range.count
    }
    guard count > 0 else { return nil }
    let mean = sum / Double(count)
    var next = 0
    for group in state.groups {
      let decay = decay(of: group, gain: gain(of: group, measured: mean))
      let context = group.context(
        part: group.decayPart, parameter: 0,
        StepInputs(step: number, learningRate: group.learningRate, decay: decay.share))
      while next < state.runs.count, state.runs[next].group.values === group.group.values {
        if state.runs[next].group.measures {
          report.decayWasLimited = report.decayWasLimited || decay.isLimited
          state.runs[next].decay =
            decay.share > 0 ? group.composition.decay.pass(at: context) : nil
        }
        next += 1
      }
    }
    return mean
  }

  /// Calls the body for every unit of every run, units in parallel.
  ///
  /// - Parameters:
  ///   - continuing: whether the sums go on from those of an earlier call.
  ///   - body: the work of a unit.
  private func forEachUnit(
    continuing: Bool, _ body: @Sendable (Run, Range<Int>, Scratch, inout UnitSums) -> Void
  ) {
    guard let last = state.runs.last else { return }
    let units = last.firstUnit + last.unitCount
    let elements = state.runs.reduce(0) { $0 + $1.range.count }
    let shares = max(1, min(threads, units, elements / elementsWorthAThread))
    state.reserveScratch(threads: shares)
    let runs = state.runs
    let sums = state.sums
    let room = state.scratch
    let capacity = state.unitCapacity
    forEachInParallel(count: shares, threads: shares) { share in
      let scratch = room.share(share, elements: capacity)
      let end = units * (share + 1) / shares
      var unit = units * share / shares
      var run = runs.lastIndex { $0.firstUnit <= unit } ?? 0
      while unit < end {
        while unit >= runs[run].firstUnit + runs[run].unitCount { run += 1 }
        var total = continuing ? UnitSums(sums, unit: unit) : UnitSums()
        body(runs[run], runs[run].unitRange(unit), scratch, &total)
        total.store(in: sums, unit: unit)
        unit += 1
      }
    }
  }

  private func finishedReport(measured: Double?) -> StepReport {
    var report = report
    var total = UnitSums()
    if let last = state.runs.last {
      for unit in 0..<(last.firstUnit + last.unitCount) {
        total.add(UnitSums(state.sums, unit: unit))
      }
    }
    report.gradientNorm = total.gradient.squareRoot()
    report.transformedGradientNorm = total.transformedGradient.squareRoot()
    report.updateNorm = total.update.squareRoot()
    report.parameterNorm = total.parameter.squareRoot()
    guard let group = state.groups.first else { return report }
    let gain = gain(of: group, measured: measured)
    report.effectiveLearningRate = gain.map { $0 * learningRate }
    let mean = measured ?? meanSecondMoments?[1]
    if group.program.means[1] != nil {
      report.rootMeanSecondMoment = mean?.squareRoot()
    }
    if composition.decay.entry == .parameters {
      report.decayRate = share(gain: gain, of: group)
    }
    return report
  }

  /// Rₜ before the groups' multipliers.
  private func share(gain: Double?, of group: GroupState) -> Double {
    group.program.decay(
      StepInputs(
        step: number, learningRate: learningRate,
        peak: composition.schedule.peakLearningRate, gain: gain), group.rooms
    ).share
  }
}

extension GroupState {
  /// The next neighbouring parameters that can take the step as one, or nil at the end.
  func nextRun(from start: Int) -> Range<Int>? {
    let count = steps.count
    guard let first = (start..<count).first(where: takesPart) else { return nil }
    let isAlone =
      rewrittenGradients != nil
      || stages.contains { if case .perParameter = $0 { true } else { false } }
    if isAlone { return first..<(first + 1) }
    var end = first + 1
    while end < count, takesPart(end), steps[end] == steps[first], haveEqualScalars(first, end) {
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
  func spreadScalars(over parameters: Range<Int>) {
    let block = scalars
    var all = block.mutableSpan
    for parameter in parameters.dropFirst() {
      for k in 0..<scalarCount {
        all[parameter * scalarCount + k] = all[parameters.lowerBound * scalarCount + k]
      }
    }
  }
}

extension GroupState {
  /// The numbers of a part for a parameter at a step, with what it keeps of them written.
  func context(part: Int, parameter: Int, _ inputs: StepInputs) -> StepContext {
    let block = scalars
    var kept = block.mutableSpan(scalarRange(part: part, parameter: parameter))
    let numbers = program.parts[part]
    let room = rooms.parts[part]
    numbers.run(room, at: inputs, scalars: &kept)
    return StepContext(inputs, numbers, room)
  }

  /// What the mean of the preconditioner's array is multiplied by, at the step of a parameter.
  func meanFactor(_ parameter: Int) -> Double {
    guard let mean = program.means[1], let room = rooms.means[1] else { return 1 }
    return mean.coefficients(at: steps[parameter] + 1, room).factor
  }
}
