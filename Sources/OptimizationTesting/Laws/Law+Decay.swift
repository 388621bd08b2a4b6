import Optimization

/// What holds of the decay.
extension Law {
  /// A decay of rate 0 is no decay.
  ///
  /// The hyper-parameter must be called `rate`; the law says nothing about a policy without one.
  public static let zeroRateIsNoDecay = Law(
    "a decay of rate 0 is no decay", applies: { $0.withoutRate != nil }
  ) { trial in
    guard let withoutRate = trial.composition.withoutRate else { return nil }
    var none = try Training(trial.drawn, trial.composition.with(decay: Undecayed()))
    var zero = try Training(trial.drawn, withoutRate)
    return difference(try none.run(), try zero.run())
  }

  /// A decay multiplier of 0 on all groups is a rate of 0.
  ///
  /// With the multiplier on some groups only, those move as without decay only where no part takes a
  /// mean over all groups of a gradient with the penalty in it; the law is silent there.
  public static let maskingIsRateZero = Law(
    "masked parameters decay as with rate 0", applies: { $0.withoutRate != nil }
  ) { trial in
    guard let withoutRate = trial.composition.withoutRate else { return nil }
    var setting = TrainingSetting()
    setting.groups = [.init(trial.drawn.wholePieces, decayMultiplier: 0)]
    var masked = try Training(trial.drawn, trial.composition, setting)
    var zero = try Training(trial.drawn, withoutRate)
    return difference(try masked.run(), try zero.run())
  }

  /// At a learning rate of 0 nothing moves.
  ///
  /// Does not hold for decays that go on without a learning rate (vanilla), which the law passes over,
  /// as it does parts that read what their schedule has found.
  /// It is silent where a direction overflows: infinity times 0 is not a number.
  public static let zeroLearningRateMovesNothing = Law(
    "a learning rate of 0 moves nothing",
    applies: { !$0.decay.needsNoLearningRate && !$0.needsItsSchedule }
  ) { trial in
    var setting = TrainingSetting()
    setting.norms = .every(1)
    var training = try Training(
      trial.drawn, trial.composition.with(schedule: StandingStill()), setting)
    let start = training.values
    for number in 1...trial.drawn.steps {
      guard try training.step(number).updateNorm?.isFinite == true else { return nil }
      if let found = difference([start], [training.values]) {
        return "after step \(number): " + found
      }
    }
    return nil
  }
}

extension Composition {
  /// The composition with every `rate` of its decay set to 0; nil where there is none.
  var withoutRate: Composition? { decay.setting("rate", to: 0).map(with(decay:)) }
}

extension DecayPolicy {
  /// Whether the decay shrinks parameters that have a learning rate of 0, at a gain of 1.
  var needsNoLearningRate: Bool {
    entry == .parameters
      && (1...100).contains { step in
        share.value(at: [.t: Double(step), .η: 0, .peak: 1, .gain: 1, .multiplier: 1]) > 0
      }
  }
}

/// Leaves all parameters as they are.
struct Undecayed: DecayPolicy {
  static let name = "undecayed"
  var share: Formula { 0 }
}

/// A learning rate of 0 on the way to a peak that never comes.
struct StandingStill: LearningRateSchedule {
  static let name = "standingStill"
  var rate: Formula { 0 }
  var peakLearningRate: Double? { 1 }
}
