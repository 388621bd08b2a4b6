import Optimization
public import Storing

extension Catalogue {
  /// Every part and every recipe of this package.
  public static let standard = Catalogue(
    entries: transforms + momentEstimators + preconditioners + squareEstimators + divisors
      + decayPolicies + schedules,
    recipes: descents + signs + adams + secondMoments + averages + layerWise + matrices + distances
      + further)

  /// T.
  private static let transforms = [
    CatalogueEntry(
      ClipByNorm.clip(globalNorm: 1), required: ["limit"],
      aliases: [
        "clip": [:], "clipByGlobalNorm": ["scope": "all"], "clipByGroupNorm": ["scope": "group"],
        "clipByParameterNorm": ["scope": "parameter"],
      ]),
    CatalogueEntry(ClipByValue.clip(value: 1), required: ["limit"]),
    CatalogueEntry(AdaptiveClip.clip(), aliases: ["agc": [:]]),
    CatalogueEntry(Centralize()),
    CatalogueEntry(AmplifySlow.amplifySlow()),
    CatalogueEntry(NormalizeByNorm.normalize(scope: .all), aliases: ["normalizeByNorm": [:]]),
    CatalogueEntry(
      AddNoise.noise(variance: 0.01, seed: 1), required: ["variance", "seed"],
      aliases: ["addNoise": [:]]),
    CatalogueEntry(RefuseNonFinite()),
    CatalogueEntry(ScaledByDistance()),
    CatalogueEntry(SkipNonFinite()),
  ]

  /// M.
  private static let momentEstimators = [
    CatalogueEntry(Gradient()),
    CatalogueEntry(
      HeavyBall.heavyBall(beta: 0.9), aliases: ["momentum": [:], "nesterov": ["nesterov": true]]),
    CatalogueEntry(
      AggregatedMomentum.aggregated(), aliases: ["aggregatedMomentum": [:], "aggmo": [:]]),
    CatalogueEntry(
      ExponentialAverage.exponential(), aliases: ["exponentialAverage": [:], "ema": [:]]),
    CatalogueEntry(NesterovAverage.nesterovAverage()),
    CatalogueEntry(OptimisticGradient.optimistic()),
    CatalogueEntry(
      QuasiHyperbolicAverage.quasiHyperbolic(), aliases: ["quasiHyperbolicAverage": [:]]),
    CatalogueEntry(InterpolatedAverage.interpolated(), aliases: ["interpolatedAverage": [:]]),
    CatalogueEntry(TwoAverages.twoAverages()),
    CatalogueEntry(DifferenceAverage.differenceAverage()),
    CatalogueEntry(AdaptiveInertia.adaptiveInertia()),
    CatalogueEntry(
      ExponentialAverage.exponential().after(.rootMeanSquare()), aliases: ["afterScaling": [:]]),
    CatalogueEntry(
      ExponentialAverage.exponential().starting(at: 2), required: ["first"],
      aliases: ["lateStart": [:]]),
    CatalogueEntry(ExponentialAverage.exponential().withDecay(), aliases: ["decayInAverage": [:]]),
  ]

  /// P.
  private static let preconditioners = [
    CatalogueEntry(Identity()),
    CatalogueEntry(Sign()),
    CatalogueEntry(Divided.divided(by: .root(), keeping: .mean())),
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
    CatalogueEntry(Adadelta.adadelta()),
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
    CatalogueEntry(RunningNorm.runningNorm()),
    CatalogueEntry(Resilient.resilient()),
    CatalogueEntry(CoinBetting.coinBetting()),
    CatalogueEntry(DualAveraged.dualAveraged()),
    CatalogueEntry(Adafactor.adafactor()),
    CatalogueEntry(Divided.rootMeanSquare().scaledByTrustRatio(), aliases: ["trustRatio": [:]]),
    CatalogueEntry(Orthogonalized.orthogonalized(), aliases: ["muon": [:]]),
    CatalogueEntry(Shampoo.shampoo()),
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
    CatalogueEntry(L2Decay.coupled(0), required: ["rate"], aliases: ["l2": [:]]),
    CatalogueEntry(
      SignDecay.l1(0), required: ["rate"],
      aliases: ["sign": [:], "softThreshold": ["entry": "parameters"]]),
    CatalogueEntry(DecoupledDecay.decoupled(0), required: ["rate"], aliases: ["adamw": [:]]),
    CatalogueEntry(
      IndependentDecay.independent(0), required: ["rate"], aliases: ["shapeCoupled": [:]]),
    CatalogueEntry(CorrectedDecay.corrected(0), required: ["rate"]),
    CatalogueEntry(VanillaDecay.vanilla(0), required: ["rate"]),
    CatalogueEntry(StableWeightDecay.stable(0), required: ["rate"], aliases: ["swd": [:]]),
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
      CatalogueEntry(ConstantRate.constant(1e-3), required: ["learningRate"]),
      CatalogueEntry(LinearDecay.linear(from: 1e-3, steps: 1), required: ["start", "steps"]),
      CatalogueEntry(
        PolynomialDecay.polynomial(peak: 1e-3, steps: 1, power: 1),
        required: ["peak", "steps", "power"]),
      CatalogueEntry(CosineDecay.cosine(peak: 1e-3, steps: 1), required: ["peak", "steps"]),
      CatalogueEntry(
        CosineRestarts.cosineRestarts(peak: 1e-3, steps: 1), required: ["peak", "steps"],
        aliases: ["sgdr": [:]]),
      CatalogueEntry(
        ExponentialDecay.exponential(peak: 1e-3, factor: 0.5),
        required: ["peak", "factor", "steps"],
        aliases: ["step": ["staircase": true]]),
      CatalogueEntry(
        MultiStepDecay.multiStep(peak: 1e-3, factor: 0.1, after: [1]),
        required: ["peak", "milestones"]),
      CatalogueEntry(InverseTime.inverseTime(peak: 1e-3, rate: 1), required: ["peak", "decay"]),
      CatalogueEntry(
        InverseSquareRoot.inverseSquareRoot(peak: 1e-3, warmUp: 1), required: ["peak", "warmUp"]),
      CatalogueEntry(
        OneCycle.oneCycle(peak: 1e-3, rise: 1, fall: 1), required: ["peak", "rise", "fall"]),
      CatalogueEntry(
        CyclicRate.cyclic(from: 1e-4, to: 1e-3, up: 1, down: 1),
        required: ["low", "high", "up", "down"]),
      CatalogueEntry(
        WarmUpStableDecay.warmUpStableDecay(peak: 1e-3, warmUp: 1, stable: 1, decay: 1),
        required: ["peak", "warmUp", "stable", "decay"], aliases: ["wsd": [:]]),
      CatalogueEntry(
        PiecewiseRate.piecewise([1: 1e-3]), required: ["points"]),
      CatalogueEntry(ListedRates.list([1e-3]), required: ["rates"]),
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
    CatalogueEntry(ConstantRate.constant(1).distanceOverGradients()),
    CatalogueEntry(ConstantRate.constant(1).polyak()),
    CatalogueEntry(ConstantRate.constant(1).momoRate()),
    CatalogueEntry(ConstantRate.constant(1).prodigyRate()),
    CatalogueEntry(ConstantRate.constant(1).dAdaptedRate()),
    CatalogueEntry(ConstantRate.constant(1).dAdaptedAdamRate()),
  ]

  private static let base: ConstantRate = .constant(1e-3)
}
