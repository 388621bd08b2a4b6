import Autodiff
public import Optimization

/// Something that is true of every composition, or of every composition of a kind.
///
/// A law runs a drawn case twice, in two ways that must come to the same, and compares the parameters
/// after every step: bit for bit, unless the law says how many roundings there may be between them.
/// Zeros of either sign are the same.
public struct Law: Sendable {
  /// The law in a sentence.
  public let name: String

  /// Whether the law says anything about a composition.
  public let applies: @Sendable (Composition) -> Bool

  /// How a composition breaks the law in a case; nil where it keeps it.
  let finding: @Sendable (Trial) throws -> String?

  /// Creates a law.
  ///
  /// - Parameters:
  ///   - name: the law in a sentence.
  ///   - applies: whether it says anything about a composition; left out, about all.
  ///   - finding: how a composition breaks it in a case; nil where it keeps it.
  init(
    _ name: String, applies: @escaping @Sendable (Composition) -> Bool = { _ in true },
    finding: @escaping @Sendable (Trial) throws -> String?
  ) {
    self.name = name
    self.applies = applies
    self.finding = finding
  }

  /// The laws that need nothing but the composition.
  public static let all: [Law] = [
    .zeroRateIsNoDecay, .maskingIsRateZero, .zeroLearningRateMovesNothing, .multiplyingTheRate,
    .maskedParametersStand, .absentParametersAreNotThere, .splitting, .permuting, .partitioning,
    .tilesAndThreads, .interpreting, .explaining, .skippedStepNeverHappened,
    .refusedStepChangesNothing, .copiesGoOn, .saving, .mirroring, .maximizing,
  ]
}

extension Law {
  /// A law that two compositions are the same.
  ///
  /// It says nothing of compositions with parts that read what their schedule has found.
  ///
  /// ```swift
  /// import OptimizationTesting
  /// let law = Law.equivalence(
  ///   "stable decay is decoupled decay where there is no gain",
  ///   of: { .sgds(learningRate: $0.schedule, momentum: 0, weightDecay: 0.1) },
  ///   and: { .sgdw(learningRate: $0.schedule, momentum: 0, weightDecay: 0.1) })
  /// try CompositionLaws([law], cases: 2).check(.sgd(learningRate: .constant(0.1)))
  /// ```
  ///
  /// - Parameters:
  ///   - name: the law in a sentence.
  ///   - these: makes one of the two from the composition that is checked; nil where the law says
  ///     nothing about it. Left out, it is the composition itself.
  ///   - those: makes the other.
  ///   - factor: what the gradients of the other are multiplied by; left out, 1.
  ///   - kind: the gradients of the case, whatever was drawn; left out, what was drawn.
  ///   - isForModerate: whether the law holds only where numbers and their squares stay away from the
  ///     ends of `Float`.
  ///   - ulps: how many roundings a step may be off by, in units of the largest magnitude that an
  ///     element has had; left out, none.
  /// - Returns: the law.
  public static func equivalence(
    _ name: String, of these: (@Sendable (Composition) -> Composition?)? = nil,
    and those: @escaping @Sendable (Composition) -> Composition?, gradientsTimes factor: Float = 1,
    gradients kind: GradientKind? = nil, isForModerate: Bool = false, within ulps: Float = 0
  ) -> Law {
    let first = these ?? { $0 }
    return Law(
      name, applies: { !$0.needsItsSchedule && first($0) != nil && those($0) != nil }
    ) { trial in
      guard let one = first(trial.composition), let other = those(trial.composition) else {
        return nil
      }
      var drawn = trial.drawn
      if let kind { drawn.gradients = kind }
      if isForModerate, !drawn.gradients.isModerate { return nil }
      var setting = TrainingSetting()
      setting.gradientFactor = factor
      var training = try Training(drawn, one)
      var changed = try Training(drawn, other, setting)
      return difference(
        try training.run(), try changed.run(), within: ulps, from: drawn.start.flatMap { $0 })
    }
  }

  /// A law that something around an optimizer changes nothing: a wrapper with settings that make it
  /// idle, or one that gathers several equal gradients for a step.
  ///
  /// It says nothing of schedules that hear of a metric, which a wrapper doesn't hand on.
  ///
  /// - Parameters:
  ///   - name: the law in a sentence.
  ///   - calls: how often each gradient is given.
  ///   - wrap: what is put around the optimizer.
  /// - Returns: the law.
  public static func idleWrapper(
    _ name: String, calls: Int = 1, _ wrap: @escaping @Sendable (Optimizer) -> any GroupStepper
  ) -> Law {
    Law(name, applies: { $0.listeningSchedule?.metricLines.isEmpty != false }) { trial in
      var wrapped = try Training(trial.drawn, trial.composition) { Wrapped(stepper: wrap($0)) }
      var rows: [[Float]] = []
      for number in 1...trial.drawn.steps {
        for _ in 1...calls { try wrapped.step(number) }
        rows.append(wrapped.values)
      }
      return difference(trial.plain, rows)
    }
  }
}

/// A stepper of any kind.
private struct Wrapped: GroupStepper {
  var stepper: any GroupStepper
  var stepCount: Int { stepper.stepCount }

  mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    try stepper.step(groups, recompute: recompute)
  }
}
