import Autodiff
import Optimization

/// What holds because parts keep nothing for themselves: all that changes is the optimizer's state.
extension Law {
  /// A step that is skipped leaves no trace: not in parameters, state, counters or schedule.
  public static let skippedStepNeverHappened = Law("a skipped step never happened") { trial in
    var guarded = trial.composition
    guarded.transforms.insert(SkipWhereInfinite(), at: 0)
    var interrupted = try Training(trial.drawn, guarded)
    let poison = trial.drawn.start.map { $0.map { _ in Float.infinity } }
    var rows: [[Float]] = []
    for number in 1...trial.drawn.steps {
      let report = try interrupted.step(with: poison)
      guard report.skipped != nil, report.step == number else {
        return "step \(number) was not skipped"
      }
      try interrupted.step(number)
      rows.append(interrupted.values)
    }
    return difference(trial.plain, rows)
  }

  /// A copy goes on by itself: what it does, the original never sees.
  public static let copiesGoOn = Law("copies go on by themselves") { trial in
    var original = try Training(trial.drawn, trial.composition)
    var rows: [[Float]] = []
    for number in 1...trial.drawn.steps {
      let values = original.values
      var copy = original
      for other in 1...2 { try copy.step(number + other) }
      original.restore(values)
      try original.step(number)
      rows.append(original.values)
    }
    return difference(trial.plain, rows)
  }
}

/// What holds of descent itself.
extension Law {
  /// Descent on −f of −θ is the mirror image of descent on f of θ: to maximize is to minimize what is
  /// turned upside down.
  ///
  /// Does not hold for noise, nor for a decay toward a place that is not mirrored, too.
  public static let mirroring = Law(
    "the mirror image of a training is a training", applies: { !$0.dependsOnPlace }
  ) { trial in
    var mirrored = try Training(trial.drawn, trial.composition, sign: -1)
    return difference(trial.plain, try mirrored.run())
  }
}

/// Skips a step where a gradient is not finite.
struct SkipWhereInfinite: GradientTransform {
  var normScope: NormScope? { .all }
  var equation: String { "stop unless finite(g)" }
  func action(at step: TransformContext) -> TransformAction {
    step.norm.isFinite ? .keep : .skipStep("a gradient is not finite")
  }
}
