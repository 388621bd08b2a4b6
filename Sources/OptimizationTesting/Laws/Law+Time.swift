import Autodiff
import Optimization
import Storing

/// What holds because parts keep nothing for themselves: all that changes is the optimizer's state.
extension Law {
  /// A step that is skipped leaves no trace: not in parameters, state, counters or schedule.
  ///
  /// Silent where the composition itself skips a step of the case.
  public static let skippedStepNeverHappened = Law("a skipped step never happened") { trial in
    guard trial.tookAllSteps else { return nil }
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

  /// A step that throws changes nothing: not the parameters, nor anything that a checkpoint would hold.
  ///
  /// It is refused for a gradient that is missing, and for one that is not finite.
  public static let refusedStepChangesNothing = Law("a refused step changes nothing") { trial in
    var guarded = trial.composition
    guarded.transforms.insert(RefuseWhereInfinite(), at: 0)
    var refused = try Training(trial.drawn, guarded)
    let poison = trial.drawn.start.map { $0.map { _ in Float.infinity } }
    var rows: [[Float]] = []
    for number in 1...trial.drawn.steps {
      let before = try refused.stepper.checkpoint(of: refused.groups)
      for gradients in [poison, []] {
        for group in refused.groups { group.clearGradients() }
        guard (try? refused.step(with: gradients)) == nil else {
          return "step \(number) was not refused"
        }
      }
      guard try refused.stepper.checkpoint(of: refused.groups) == before else {
        return "the refused step \(number) left a trace"
      }
      try refused.step(number)
      rows.append(refused.values)
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
  /// Descent on −f of −θ is the mirror image of descent on f of θ.
  ///
  /// Does not hold for noise, nor for averages that begin with a number other than 0.
  public static let mirroring = Law(
    "the mirror image of a training is a training",
    applies: { !$0.dependsOnPlace && !$0.beginsAsideFromZero }
  ) { trial in
    var setting = TrainingSetting()
    setting.valueFactor = -1
    setting.gradientFactor = -1
    var mirrored = try Training(trial.drawn, trial.composition, setting)
    return difference(trial.plain, try mirrored.run())
  }

  /// To maximize f is to minimize −f: a transform that turns the gradient's sign undoes the other sign.
  public static let maximizing = Law("to maximize f is to minimize −f") { trial in
    var setting = TrainingSetting()
    setting.gradientFactor = -1
    var composition = trial.composition
    composition.transforms.insert(Uphill(), at: 0)
    var maximizing = try Training(trial.drawn, composition, setting)
    return difference(trial.plain, try maximizing.run())
  }
}

/// Turns the sign of the gradient.
struct Uphill: GradientTransform {
  static let name = "uphill"
  var lines: [Assignment] { [.g ← .g * Formula(-1).named(.c)] }
}

/// Skips a step where a gradient is not finite.
struct SkipWhereInfinite: GradientTransform {
  static let name = "skipWhereInfinite"
  var lines: [Assignment] { [.stopUnless(.finite(.g))] }
  func action(at step: StepContext) -> TransformAction {
    step.measured?.isFinite == true ? .keep : .skipStep("a gradient is not finite")
  }
}

/// Refuses a step where a gradient is not finite.
struct RefuseWhereInfinite: GradientTransform {
  static let name = "refuseWhereInfinite"
  var lines: [Assignment] { [.refuseUnless(.finite(.g))] }
  func action(at step: StepContext) -> TransformAction {
    step.measured?.isFinite == true ? .keep : .refuse("the gradient is not finite")
  }
}
