/// What a part may know when it prepares a step: numbers, the same for all elements that it will see.
public struct StepContext: Sendable {
  /// The number of this step for the parameter: t, from 1.
  public let step: Int

  /// The learning rate of this step with the group's multiplier: ηₜ.
  public let learningRate: Double

  /// The largest learning rate of the schedule with the group's multiplier, where it has one.
  public let peakLearningRate: Double?

  /// The parameter's shape, for parts that see whole parameters; else empty.
  public let shape: [Int]

  /// The mean v̄ₜ of the part's own second moment over all elements of all groups with a gradient,
  /// bias-corrected as the part declares; nil where the part declares none, or it is not asked for.
  public let meanSecondMoment: Double?

  /// What the moment estimator multiplied its average by to correct for the start; for
  /// preconditioners that need the average itself.
  public let directionScale: Double

  /// The decay per unit of learning rate, Rₜ/ηₜ, for a preconditioner that absorbs the decay.
  public let decayWeight: Double

  /// Creates a context, for testing a part by itself.
  public init(
    step: Int, learningRate: Double, peakLearningRate: Double? = nil, shape: [Int] = [],
    meanSecondMoment: Double? = nil, directionScale: Double = 1, decayWeight: Double = 0
  ) {
    self.step = step
    self.learningRate = learningRate
    self.peakLearningRate = peakLearningRate
    self.shape = shape
    self.meanSecondMoment = meanSecondMoment
    self.directionScale = directionScale
    self.decayWeight = decayWeight
  }
}

/// How the mean of a part's second moment over all elements can be known.
public enum SecondMoment: Sendable, Hashable {
  /// The part keeps none.
  case none

  /// vₜ = retention · vₜ₋₁ + innovation · gₜ² for every element, so that the sum over the elements is
  /// one number that follows the same recurrence, known before the pass.
  ///
  /// The coefficients are those of the arrays, rounded to `Float` as the arrays' are. Where
  /// `correctedBy` is β, the mean is divided by 1 − βᵗ. Before the first step every element is
  /// `start`, as the array is; where it `startsFull`, v₁ = g₁² instead.
  case recurrent(
    retention: Float, innovation: Float, correctedBy: Double?, start: Float = 0,
    startsFull: Bool = false)

  /// Not linear in gₜ²: measured after the part's pass, behind a barrier.
  case measured

  /// The sum over some elements before the first step.
  func startSum(count: Int) -> Double {
    guard case .recurrent(_, _, _, let start, _) = self else { return 0 }
    return Double(start) * Double(count)
  }

  /// Whether the mean is known before the pass.
  var isRecurrent: Bool {
    if case .recurrent = self { true } else { false }
  }
}
