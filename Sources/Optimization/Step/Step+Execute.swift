import Autodiff
import Kernels

extension Step {
  /// Moves the parameters, counts the step, and keeps what the phases have drafted.
  ///
  /// - Returns: what the step did.
  mutating func execute() -> StepReport {
    let units = state.runs.last.map { $0.firstUnit + $0.unitCount } ?? 0
    state.reserveSums(measures ? units * UnitSums.stride : 0)
    let hasBarrier = groups.contains { $0.layout.directions != nil }
    work(units, .whole)
    let measured = hasBarrier ? setMeasuredDecay() : nil
    if hasBarrier { work(units, .descent) }
    for group in groups {
      group.countStep()
      group.group.countChange()
      if meanSecondMoments != nil { swap(&group.secondMoments, &group.now.secondMoments) }
    }
    state.bind(binding)
    state.step = number
    finishReport(measured: measured)
    shareParameters()
    state.runs.removeAll(keepingCapacity: true)
    return report
  }

  /// Whether units have to add something up.
  private var measures: Bool { measuresNorms || groups.contains { $0.layout.measures } }

  /// Works on all units of all runs, units in parallel.
  private func work(_ units: Int, _ half: Run.Half) {
    let elements = state.runs.reduce(0) { $0 + $1.range.count }
    let shares = max(1, min(threads, units, elements / elementsWorthAThread))
    state.reserveRoom(threads: shares, for: binding)
    let runs = state.runs
    let sums = measures ? state.sums : nil
    let room = state.room
    forEachInParallel(count: shares, threads: shares) { share in
      let own = (units * share / shares)..<(units * (share + 1) / shares)
      let room = room.share(share)
      var number = runs.lastIndex { $0.firstUnit <= own.lowerBound } ?? runs.count
      while number < runs.count, runs[number].firstUnit < own.upperBound {
        runs[number].work(own, half, room: room, sums: sums)
        number += 1
      }
    }
  }

  /// Gives the runs their decay whose gain had to be measured.
  ///
  /// - Returns: the mean second moment, or nil where none was measured.
  private mutating func setMeasuredDecay() -> Double? {
    guard groups.contains(where: { $0.layout.measures }) else { return nil }
    var sum = 0.0
    var count = 0
    forEachUnit { run, sums in
      if run.source.layout.measures { sum += sums.secondMoment }
    }
    for run in state.runs where run.source.layout.measures { count += run.everyones.count }
    guard count > 0 else { return nil }
    let mean = sum / Double(count)
    var next = 0
    for group in groups {
      if group.layout.measures {
        group.now.gain = gain(of: group, measured: mean)
        do { try findDecay(of: group, gain: group.now.gain) } catch {
          // The parameters have begun to move, and a decay at another gain was well.
          fatalError("\(error)")
        }
        report.decayWasLimited = report.decayWasLimited || group.now.isDecayLimited
      }
      let decay = group.layout.measures ? group.decayPass(at: number) : nil
      while next < state.runs.count, state.runs[next].source.layout.values === group.group.values {
        if group.layout.measures { state.runs[next].decay = decay }
        next += 1
      }
    }
    return mean
  }

  private mutating func finishReport(measured: Double?) {
    if measuresNorms {
      var total = UnitSums()
      forEachUnit { total.add($1) }
      report.gradientNorm = total.gradient.squareRoot()
      report.transformedGradientNorm = total.transformedGradient.squareRoot()
      report.updateNorm = total.update.squareRoot()
      report.parameterNorm = total.parameter.squareRoot()
    }
    guard let group = commonGroup ?? groups.first else { return }
    report.effectiveLearningRate = group.now.gain.map { $0 * report.learningRate }
    if group.layout.program.means.preconditioner != nil {
      report.rootMeanSecondMoment = (measured ?? meanSecondMoments?.preconditioner)?.squareRoot()
    }
    if group.composition.decay.entry == .parameters {
      report.decayRate = group.plainDecayRate(at: number)
    }
  }
}

extension GroupState {
  /// Counts the step for the parameters that took it.
  fileprivate func countStep() {
    let participants = now.participants
    var counts: [Int] = []
    swap(&counts, &steps)
    for parameter in counts.indices where participants?[parameter] ?? true {
      counts[parameter] += 1
    }
    swap(&counts, &steps)
  }

  /// Rₜ before the group's multipliers.
  fileprivate func plainDecayRate(at number: Int) -> Double {
    if group.learningRateMultiplier == 1, group.decayMultiplier == 1, !now.isDecayLimited {
      return now.decayRate
    }
    return layout.program.decay(
      StepInputs(
        step: number, learningRate: now.scheduledRate,
        peak: layout.program.schedule.peak, gain: now.gain, published: now.published),
      rooms
    ).share
  }
}
