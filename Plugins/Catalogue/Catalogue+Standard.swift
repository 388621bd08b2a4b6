import Optimization
public import Storing

extension Catalogue {
  /// Every part and every recipe of this package.
  public static let standard = Catalogue(
    entries: transforms + momentEstimators + preconditioners + squareEstimators + divisors
      + decayPolicies + schedules,
    recipes: recipes)

  /// T.
  private static let transforms = [
    CatalogueEntry(
      ClipByNorm(1, scope: .all), required: ["limit"],
      aliases: [
        "clip": [:], "clipByGlobalNorm": ["scope": "all"], "clipByGroupNorm": ["scope": "group"],
        "clipByParameterNorm": ["scope": "parameter"],
      ]),
    CatalogueEntry(ClipByValue(1), required: ["limit"]),
    CatalogueEntry(AdaptiveClip(), aliases: ["agc": [:]]),
    CatalogueEntry(Centralize()),
    CatalogueEntry(AmplifySlow()),
    CatalogueEntry(NormalizeByNorm(scope: .all), aliases: ["normalizeByNorm": [:]]),
    CatalogueEntry(
      AddNoise(variance: 0.01, seed: 1), required: ["variance", "seed"], aliases: ["addNoise": [:]]),
    CatalogueEntry(RefuseNonFinite()),
    CatalogueEntry(ScaledByDistance()),
    CatalogueEntry(SkipNonFinite()),
  ]

  /// M.
  private static let momentEstimators = [
    CatalogueEntry(Gradient()),
    CatalogueEntry(
      HeavyBall(beta: 0.9), aliases: ["momentum": [:], "nesterov": ["nesterov": true]]),
    CatalogueEntry(AggregatedMomentum(), aliases: ["aggregatedMomentum": [:], "aggmo": [:]]),
    CatalogueEntry(ExponentialAverage(), aliases: ["exponentialAverage": [:], "ema": [:]]),
    CatalogueEntry(NesterovAverage()),
    CatalogueEntry(OptimisticGradient()),
    CatalogueEntry(QuasiHyperbolicAverage(), aliases: ["quasiHyperbolicAverage": [:]]),
    CatalogueEntry(InterpolatedAverage(), aliases: ["interpolatedAverage": [:]]),
    CatalogueEntry(TwoAverages()),
    CatalogueEntry(DifferenceAverage()),
    CatalogueEntry(AdaptiveInertia()),
    CatalogueEntry(
      ExponentialAverage().after(.rootMeanSquare()), aliases: ["afterScaling": [:]]),
    CatalogueEntry(
      ExponentialAverage().starting(at: 2), required: ["first"], aliases: ["lateStart": [:]]),
    CatalogueEntry(ExponentialAverage().withDecay(), aliases: ["decayInAverage": [:]]),
  ]

  /// P.
  private static let preconditioners = [
    CatalogueEntry(Identity()),
    CatalogueEntry(Sign()),
    CatalogueEntry(Divided(by: .root(), keeping: .mean())),
    CatalogueEntry(
      "rootMeanSquare", choosing: "centered",
      among: [
        .init(false, Divided.rootMeanSquare()),
        .init(
          true, Divided.rootMeanSquare(correctsBias: false, centered: true),
          fixing: ["correctsBias", "correctsEpsilon"]),
      ],
      aliases: ["rms": [:]],
      source: "Kingma and Ba, 2015, Algorithm 1; Tieleman and Hinton, 2012; Graves, 2013"),
    CatalogueEntry(
      "amsgrad", choosing: "correction",
      among: [
        .init("afterMaximum", Divided.amsgrad(), fixing: corrections),
        .init("beforeMaximum", Divided.amsgrad(correction: .beforeMaximum), fixing: corrections),
        .init(.null, Divided.amsgrad(correction: nil), fixing: corrections),
      ],
      source: RunningMaximum.source),
    CatalogueEntry("adagrad", flattening: Divided.adagrad(), source: SumOfSquares.source),
    CatalogueEntry(Adadelta()),
    CatalogueEntry(
      "infinityNorm", flattening: Divided.infinityNorm(), aliases: ["adamax": [:]],
      source: FadingMaximum.source),
    CatalogueEntry("adabelief", flattening: Divided.adabelief(), source: Surprise.source),
    CatalogueEntry("yogi", flattening: Divided.yogi(), source: EvenMeanSquare.source),
    CatalogueEntry(
      "partialPower", choosing: "keepsMaximum",
      among: [
        .init(true, Divided.partialPower(), fixing: ["correctsFirst"]),
        .init(false, Divided.partialPower(keepsMaximum: false)),
      ],
      aliases: ["padam": ["keepsMaximum": true]], source: RootPower.source),
    CatalogueEntry(
      "adabound", choosing: "keepsMaximum",
      among: [
        .init(false, Divided.adabound()),
        .init(true, Divided.adabound(keepsMaximum: true), fixing: ["correctsFirst"]),
      ],
      aliases: ["amsbound": ["keepsMaximum": true]], source: ClosingBounds.source),
    CatalogueEntry(
      "quasiHyperbolic", flattening: Divided.quasiHyperbolic(), source: MixedSquare.source),
    CatalogueEntry(
      "laggedRootMeanSquare", flattening: Divided.laggedRootMeanSquare(),
      source: LaggedMeanSquare.source),
    CatalogueEntry(Divided.rootMeanSquare().rectified(beta: 0.999), required: ["beta"]),
    CatalogueEntry(
      Divided.rootMeanSquare().measuringDecay(), aliases: ["decayInScale": [:]]),
    CatalogueEntry(
      Divided.rootMeanSquare().scalingDecay(), aliases: ["decayBeforeScaling": [:]]),
    CatalogueEntry(
      Divided.rootMeanSquare().separatingDecay(), aliases: ["separateDecay": [:]]),
    CatalogueEntry(RunningNorm()),
    CatalogueEntry(Resilient()),
    CatalogueEntry(CoinBetting()),
    CatalogueEntry(DualAveraged()),
    CatalogueEntry(Adafactor()),
    CatalogueEntry(Divided.rootMeanSquare().scaledByTrustRatio(), aliases: ["trustRatio": [:]]),
    CatalogueEntry(Orthogonalized(), aliases: ["muon": [:]]),
    CatalogueEntry(Shampoo()),
    CatalogueEntry(Divided.rootMeanSquare().rotated()),
  ]

  private static let corrections: Set = ["correctsBias", "correctsFirst"]

  /// V of a division.
  private static let squareEstimators = [
    CatalogueEntry(MeanSquare(beta: 0.999, start: 0)),
    CatalogueEntry(Variance(beta: 0.95, start: 0)),
    CatalogueEntry(SumOfSquares(start: 0)),
    CatalogueEntry(EvenMeanSquare(beta: 0.999, start: 1e-6)),
    CatalogueEntry(Surprise(beta: 0.999, epsilonInAverage: 1e-16)),
    CatalogueEntry(MixedSquare(beta: 0.999, nu: 1)),
    CatalogueEntry(LaggedMeanSquare(beta: 0.9999)),
    CatalogueEntry(FadingMaximum(beta: 0.999, epsilon: 1e-8)),
    CatalogueEntry(MeanSquare(beta: 0.999, start: 0).runningMaximum()),
  ]

  /// F of a division.
  private static let divisors: [CatalogueEntry] = {
    let all: [any Divisor] = [
      .root(), .power(), .closingBounds(), .flooredRoot(), .magnitude(), .distanceRoot(),
    ]
    return all.map { CatalogueEntry($0) }
  }()

  /// D.
  private static let decayPolicies = [
    CatalogueEntry(NoDecay()),
    CatalogueEntry(L2Decay(rate: 0), required: ["rate"], aliases: ["l2": [:]]),
    CatalogueEntry(
      SignDecay(rate: 0), required: ["rate"],
      aliases: ["sign": [:], "softThreshold": ["entry": "parameters"]]),
    CatalogueEntry(DecoupledDecay(rate: 0), required: ["rate"]),
    CatalogueEntry(
      IndependentDecay(rate: 0), required: ["rate"], aliases: ["shapeCoupled": [:]]),
    CatalogueEntry(CorrectedDecay(rate: 0), required: ["rate"]),
    CatalogueEntry(VanillaDecay(rate: 0), required: ["rate"]),
    CatalogueEntry(StableWeightDecay(rate: 0), required: ["rate"]),
    CatalogueEntry(NoDecay().from(step: 1), aliases: ["from": [:], "until": [:], "between": [:]]),
    CatalogueEntry(NoDecay().cautious),
    CatalogueEntry(NoDecay().afterStep),
    CatalogueEntry(NoDecay().proximal),
    CatalogueEntry(
      NoDecay().toward(.start), required: ["center"], aliases: ["toward": [:]]),
    CatalogueEntry(NoDecay().scheduled(by: .constant(1))),
    CatalogueEntry(NoDecay().plus(.none), aliases: ["plus": [:]]),
  ]

  /// η.
  private static let schedules =
    [
      CatalogueEntry(ConstantRate(1e-3), required: ["learningRate"]),
      CatalogueEntry(LinearDecay(from: 1e-3, steps: 1), required: ["start", "steps"]),
      CatalogueEntry(
        PolynomialDecay(peak: 1e-3, steps: 1, power: 1), required: ["peak", "steps", "power"]),
      CatalogueEntry(CosineDecay(peak: 1e-3, steps: 1), required: ["peak", "steps"]),
      CatalogueEntry(
        CosineRestarts(peak: 1e-3, steps: 1), required: ["peak", "steps"], aliases: ["sgdr": [:]]),
      CatalogueEntry(
        ExponentialDecay(peak: 1e-3, factor: 0.5), required: ["peak", "factor"],
        aliases: ["step": ["staircase": true]]),
      CatalogueEntry(
        MultiStepDecay(peak: 1e-3, factor: 0.1, after: [1]), required: ["peak", "milestones"]),
      CatalogueEntry(InverseTime(peak: 1e-3, rate: 1), required: ["peak", "decay"]),
      CatalogueEntry(InverseSquareRoot(peak: 1e-3, warmUp: 1), required: ["peak", "warmUp"]),
      CatalogueEntry(OneCycle(peak: 1e-3, rise: 1, fall: 1), required: ["peak", "rise", "fall"]),
      CatalogueEntry(
        CyclicRate(from: 1e-4, to: 1e-3, up: 1, down: 1), required: ["low", "high", "up", "down"]),
      CatalogueEntry(
        WarmUpStableDecay(peak: 1e-3, warmUp: 1, stable: 1, decay: 1),
        required: ["peak", "warmUp", "stable", "decay"], aliases: ["wsd": [:]]),
      CatalogueEntry(
        PiecewiseRate([PiecewiseRate.Point(step: 1, rate: 1e-3)]), required: ["points"]),
      CatalogueEntry(ListedRates([1e-3]), required: ["rates"]),
    ] + combinedSchedules + listeningSchedules

  private static let combinedSchedules = [
    CatalogueEntry(base.warmedUp(for: 1), required: ["steps"], aliases: ["warmUp": [:]]),
    CatalogueEntry(base.warmedUp(rectifying: 0.999), required: ["beta"]),
    CatalogueEntry(base.clamped(to: 0...1), required: ["low", "high"]),
    CatalogueEntry(base.shifted(by: 0), required: ["delay"]),
    CatalogueEntry(base.repeated(every: 1), required: ["steps"]),
    CatalogueEntry(base.reducedOnPlateau(), aliases: ["plateau": [:]]),
    CatalogueEntry(base.then(base, from: 2), required: ["step"], aliases: ["then": [:]]),
    CatalogueEntry(base.times(base), aliases: ["times": [:], "scaled": [:]]),
  ]

  private static let listeningSchedules = [
    CatalogueEntry(ConstantRate(1).distanceOverGradients()),
    CatalogueEntry(ConstantRate(1).polyak()),
    CatalogueEntry(ConstantRate(1).momoRate()),
    CatalogueEntry(ConstantRate(1).prodigyRate()),
    CatalogueEntry(ConstantRate(1).dAdaptedRate()),
    CatalogueEntry(ConstantRate(1).dAdaptedAdamRate()),
  ]

  private static let base = ConstantRate(1e-3)
}
