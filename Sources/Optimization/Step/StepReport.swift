/// What a step did, in numbers that cost nearly nothing to know.
///
/// Norms run over all elements of all groups that had a gradient.
public struct StepReport: Sendable, Hashable {
  /// The number of the step: t, from 1; of a skipped step, the number it would have had.
  public internal(set) var step = 0

  /// ηₜ, before the groups' multipliers.
  public internal(set) var learningRate = 0.0

  /// ‖g‖ before any transform.
  public internal(set) var gradientNorm = 0.0

  /// ‖g‖ after the transforms and with the penalty of L2 decay, as the moment estimator saw it.
  public internal(set) var transformedGradientNorm = 0.0

  /// ‖θ‖ before the step.
  public internal(set) var parameterNorm = 0.0

  /// ‖η · d‖: the length of the step, decay not counted.
  public internal(set) var updateNorm = 0.0

  /// √v̄ₜ: the root of the mean second moment; nil where nothing in the composition asks for it.
  public internal(set) var rootMeanSecondMoment: Double?

  /// ηₜ times what the estimator and the preconditioner make of a unit gradient on average; nil where
  /// the composition doesn't say.
  public internal(set) var effectiveLearningRate: Double?

  /// Rₜ: the share of each parameter that the decay took away, before the groups' multipliers; nil
  /// where the decay enters through the gradient.
  public internal(set) var decayRate: Double?

  /// Why nothing happened, or nil where the step was taken.
  public internal(set) var skipped: String?

  /// Whether the decay would have turned the sign of parameters and was stopped at 0.
  public internal(set) var decayWasLimited = false

  /// ‖η · d‖ / ‖θ‖; 0 where all parameters are 0.
  public var updateToWeightRatio: Double { parameterNorm > 0 ? updateNorm / parameterNorm : 0 }

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
