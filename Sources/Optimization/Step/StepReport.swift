import Kernels

/// What a step did, in numbers.
///
/// Norms run over all elements of all groups that had a gradient. They cost reads, and are measured in
/// the steps that `Optimizer.norms` asks for; in others, and in skipped steps, they are nil.
public struct StepReport: Sendable, Hashable {
  /// The number of the step: t, from 1; of a skipped step, the number it would have had.
  public internal(set) var step = 0

  /// ηₜ, before the groups' multipliers; where the schedule takes sums over each group, that of the first.
  public internal(set) var learningRate = 0.0

  /// ‖g‖ before any transform.
  public internal(set) var gradientNorm: Double?

  /// ‖g‖ after the transforms and with the penalty of L2 decay, as the moment estimator saw it.
  public internal(set) var transformedGradientNorm: Double?

  /// ‖θ‖ before the step.
  public internal(set) var parameterNorm: Double?

  /// ‖η · d‖: the length of the step, decay not counted.
  public internal(set) var updateNorm: Double?

  /// √v̄ₜ: the root of the mean second moment; nil where nothing in the composition asks for it.
  public internal(set) var rootMeanSecondMoment: Double?

  /// ηₜ times what the estimator and the preconditioner make of a unit gradient on average; nil where
  /// the composition doesn't say.
  public internal(set) var effectiveLearningRate: Double?

  /// Rₜ: the share of each parameter that the decay takes away, before the groups' multipliers and the
  /// limit of 1; nil where the decay enters through the gradient.
  public internal(set) var decayRate: Double?

  /// How many parameters had no gradient and were left out, where the optimizer allows that.
  public internal(set) var leftOut = 0

  /// Why nothing happened, or nil where the step was taken.
  public internal(set) var skipped: String?

  /// Whether the decay would have turned the sign of parameters and was stopped at 0.
  public internal(set) var decayWasLimited = false

  /// ‖η · d‖ / ‖θ‖; 0 where all parameters are 0.
  public var updateToWeightRatio: Double? {
    guard let updateNorm, let parameterNorm else { return nil }
    return parameterNorm > 0 ? updateNorm / parameterNorm : 0
  }

  /// Rₜ over the effective learning rate: constant over time is what *stable* weight decay means.
  public var decayPerEffectiveLearningRate: Double? {
    guard let decayRate, let effectiveLearningRate, effectiveLearningRate > 0 else { return nil }
    return decayRate / effectiveLearningRate
  }
}

extension StepReport {
  /// The report of a step that did not happen.
  ///
  /// - Parameters:
  ///   - step: the number that the step would have had.
  ///   - reason: why nothing happened.
  public init(step: Int, skippedBecause reason: String) {
    self.init(step: step, skipped: reason)
  }
}

extension StepReport: CustomStringConvertible {
  /// The step and what is known of it, in one line.
  public var description: String {
    if let skipped { return "step \(step), skipped: \(skipped)" }
    let numbers: [(String, Double?)] = [
      ("learning rate", learningRate), ("gradient norm", gradientNorm),
      ("transformed gradient norm", transformedGradientNorm), ("parameter norm", parameterNorm),
      ("update norm", updateNorm), ("root mean second moment", rootMeanSecondMoment),
      ("effective learning rate", effectiveLearningRate), ("decay rate", decayRate),
    ]
    let known = numbers.compactMap { name, value in value.map { "\(name) \($0)" } }
    let events =
      (leftOut > 0 ? ["\(leftOut) parameters left out"] : [])
      + (decayWasLimited ? ["decay limited"] : [])
    return "step \(step): " + (known + events).joined(separator: ", ")
  }
}

/// In which steps an optimizer measures the norms of its report.
///
/// ```swift
/// let weight = Parameter("weight", [3, 4])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(0.1)))
/// optimizer.norms = .every(2)
/// weight.setGradient([0, 2])
/// #expect(try optimizer.step([group]).gradientNorm == nil)
/// #expect(try optimizer.step([group]).gradientNorm == 2)
/// ```
public struct MeasuredSteps: Sendable, Hashable {
  /// The steps from one measurement to the next; 0 for none.
  private let interval: Int

  /// No step.
  public static let never = MeasuredSteps(interval: 0)

  /// The steps whose number is a multiple of one, in `1...`.
  public static func every(_ steps: Int) -> Self {
    require(steps > 0, "MeasuredSteps: every must be in 1..., but is \(steps)")
    return Self(interval: steps)
  }

  /// Whether a step is one of them.
  func contains(_ step: Int) -> Bool { interval > 0 && step.isMultiple(of: interval) }
}
