import Autodiff
import Optimization

/// What holds of the multipliers of groups, and of parameters that stay out of a step.
extension Law {
  /// A group's learning rate multiplier is a factor of the schedule, its peak included.
  ///
  /// The law is silent about schedules that listen, which can't stand inside another.
  public static let multiplyingTheRate = Law(
    "a group's multiplier is a factor of the schedule",
    applies: { !($0.schedule is any ListeningSchedule) }
  ) { trial in
    var setting = TrainingSetting()
    setting.groups = [.init(trial.drawn.wholePieces, learningRateMultiplier: 0.5)]
    var multiplied = try Training(trial.drawn, trial.composition, setting)
    var halved = try Training(
      trial.drawn, trial.composition.with(schedule: trial.composition.schedule.halved))
    return difference(try halved.run(), try multiplied.run())
  }

  /// A group whose learning rate is multiplied by 0 stands still, and the others take their first step
  /// as if it moved.
  ///
  /// Those differ where a schedule takes sums, which masked ones are left out of; later steps also where a transform measures by the parameters, and so may all
  /// where the decay takes a mean over the masked ones, too. Does not hold for decays that go on
  /// without a learning rate; silent where a direction overflows.
  public static let maskedParametersStand = Law(
    "masked parameters stand still", applies: { !$0.decay.needsNoLearningRate }
  ) { trial in
    let pieces = trial.drawn.wholePieces
    var setting = TrainingSetting()
    setting.groups = [
      .init(Array(pieces.prefix(1)), learningRateMultiplier: 0), .init(Array(pieces.dropFirst())),
    ]
    if pieces.count == 1 { setting.groups?.removeLast() }
    setting.norms = .every(1)
    var training = try Training(trial.drawn, trial.composition, setting)
    let start = Array(training.values.prefix(trial.drawn.count(0)))
    for number in 1...trial.drawn.steps {
      guard try training.step(number).updateNorm?.isFinite == true else { return nil }
      let values = training.values
      if let found = difference([start], [Array(values.prefix(start.count))]) {
        return "after step \(number): " + found
      }
      guard number == 1, !trial.composition.usesNorm(of: .group), !trial.composition.listens,
        !trial.composition.decay.share.contains(.gain)
      else { continue }
      let others = difference(
        [Array(trial.plain[0].dropFirst(start.count))], [Array(values.dropFirst(start.count))])
      if let others { return "parameters behind the first, " + others }
    }
    return nil
  }

  /// A parameter that never has a gradient changes nothing for the others, and stands still.
  public static let absentParametersAreNotThere = Law(
    "a parameter without a gradient is not there"
  ) { trial in
    var larger = trial.drawn
    larger.shapes.append(larger.shapes[0])
    var setting = TrainingSetting()
    setting.missingGradients = .leaveOut
    var training = try Training(larger, trial.composition, setting)
    let start = training.values
    let rows = try (1...larger.steps).map { number in
      training.reportMetric(number)
      try training.step(with: trial.drawn.gradients(at: number))
      return training.values
    }
    let count = trial.plain[0].count
    for row in rows {
      if let found = difference([Array(start[count...])], [Array(row[count...])]) {
        return "the parameter without a gradient, " + found
      }
    }
    return difference(trial.plain, rows.map { Array($0.prefix(count)) })
  }
}

extension LearningRateSchedule {
  /// The schedule times ½.
  fileprivate var halved: any LearningRateSchedule { HalvedSchedule(base: self) }
}

/// Half of another schedule.
private struct HalvedSchedule<Base: LearningRateSchedule>: LearningRateSchedule {
  static var name: String { "halved" }
  let base: Base
  var rate: Formula { base.rate * 0.5 }
  var peakLearningRate: Double? { base.peakLearningRate.map { $0 * 0.5 } }
}
