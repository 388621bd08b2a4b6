import Descent
package import OptimizationTesting

/// What holds between parts of the standard catalogue.
///
/// Most of these laws take some parts of the composition that they are put to, and bring the others
/// with them.
extension Law {
  /// All laws: those of any composition, of recipes, and between the standard parts.
  package static var standard: [Law] {
    all + [.recipesSurvive(in: .standard)] + between(StandardParts())
  }

  /// The laws between some parts.
  package static func between(_ parts: StandardParts) -> [Law] {
    windows(parts) + constants(parts) + forms(parts) + gains(parts) + scales(parts) + idle(parts)
  }

  private static let rate = 0.125

  private static func windows(_ parts: StandardParts) -> [Law] {
    [
      .equivalence(
        "a window over all steps is no window",
        and: { $0.with(decay: parts.window($0.decay, 1..<Int.max)) }),
      .equivalence(
        "a decay until a step and from that step on is the decay",
        and: { composition in
          guard composition.decay.pull == .θ else { return nil }
          return composition.with(
            decay: sum(
              parts.window(composition.decay, 1..<2), parts.window(composition.decay, 2..<Int.max)))
        }),
    ]
  }

  private static func constants(_ parts: StandardParts) -> [Law] {
    [
      .equivalence(
        "a constant schedule is a number", of: { $0.with(schedule: Number(value: rate)) },
        and: { $0.with(schedule: parts.constant(rate)) }),
      .equivalence(
        "a decay times a schedule of 1 is the decay",
        and: { $0.with(decay: parts.scheduled($0.decay, parts.constant(1))) }),
    ]
      + parts.averages.map { average in
        .equivalence(
          "\(bareName(average(0))) of β = 0 is the gradient", of: { $0.with(moments: .gradient) },
          and: { $0.with(moments: average(0)) }, isForModerate: true)
      }
  }

  // Each side of a comparison rounds up to four times a step, by half a unit, where the step may be
  // twice as large as the parameter: 8 units.

  /// One decay is another in disguise: λ' = ηλ for vanilla, all forms at a constant learning rate.
  private static func forms(_ parts: StandardParts) -> [Law] {
    func atConstantRate(_ decay: any DecayPolicy) -> @Sendable (Composition) -> Composition? {
      { $0.with(decay: decay).with(schedule: .constant(0.5)) }
    }
    return [
      .equivalence(
        "decoupled decay is L2 for plain SGD",
        of: { $0.plain(parts.l2(rate)) }, and: { $0.plain(parts.decoupled(rate)) },
        isForModerate: true, within: 8),
      .equivalence(
        "vanilla decay is decoupled decay at a constant learning rate",
        of: atConstantRate(parts.decoupled(rate)), and: atConstantRate(parts.vanilla(0.5 * rate))),
      .equivalence(
        "shape-coupled decay is vanilla decay at a constant learning rate",
        of: atConstantRate(parts.vanilla(rate)), and: atConstantRate(parts.independent(rate))),
      .equivalence(
        "corrected decay is decoupled decay at the peak",
        of: atConstantRate(parts.decoupled(rate)), and: atConstantRate(parts.corrected(rate))),
    ]
  }

  /// Stable decay is decoupled decay times the gain.
  private static func gains(_ parts: StandardParts) -> [Law] {
    [
      .equivalence(
        "stable decay is decoupled decay where the gain is 1",
        of: { $0.hasUnitGain ? $0.with(decay: parts.stable(rate)) : nil },
        and: { $0.hasUnitGain ? $0.with(decay: parts.decoupled(rate)) : nil }),
      .equivalence(
        "SGDS is SGDW with λ / (1 − β)",
        of: { $0.heavyBall == nil ? nil : $0.with(decay: parts.stable(rate)) },
        and: { composition in
          composition.heavyBall.map { ball in
            composition.with(
              decay: parts.decoupled(rate * (1 - ball.dampening) / (1 - ball.beta)))
          }
        }, isForModerate: true, within: 8),
      .equivalence(
        "AdamS is AdamW with λ / √v̂ where v̂ is uniform",
        of: { $0.adam(parts, decay: parts.stable(rate)) },
        // All gradients are ¼, and so is the root of the mean of their squares.
        and: { $0.adam(parts, decay: parts.decoupled(rate / 0.25)) }, gradients: .constant,
        within: 8),
    ]
  }

  /// The loss times c: bit for bit where c is a power of 2 and ε is 0.
  private static func scales(_ parts: StandardParts) -> [Law] {
    let c = 4.0
    return [
      .equivalence(
        "AdamS on c·loss with c·λ is AdamS on the loss with λ",
        of: { $0.adam(parts, decay: parts.stable(rate)) },
        and: { $0.adam(parts, decay: parts.stable(c * rate)) }, gradientsTimes: Float(c),
        isForModerate: true),
      .equivalence(
        "Adam with L2 on c·loss with c·λ is that on the loss with λ",
        of: { $0.adam(parts, decay: parts.l2(rate)) },
        and: { $0.adam(parts, decay: parts.l2(c * rate)) }, gradientsTimes: Float(c),
        isForModerate: true),
      .equivalence(
        "AdamW on c·loss is AdamW on the loss",
        of: { $0.adam(parts, decay: parts.decoupled(rate)) },
        and: { $0.adam(parts, decay: parts.decoupled(rate)) }, gradientsTimes: Float(c),
        isForModerate: true),
    ]
  }

  private static func idle(_ parts: StandardParts) -> [Law] {
    [
      .idleWrapper("four equal micro-batches are one step", calls: 4) {
        parts.accumulating($0, 4)
      },
      .idleWrapper("looking ahead by one whole step is a step") {
        parts.lookingAhead($0, 1)
      },
    ]
  }
}

extension Composition {
  fileprivate func with(
    moments: (any MomentEstimator)? = nil, preconditioner: (any Preconditioner)? = nil,
    decay: (any DecayPolicy)? = nil, schedule: (any LearningRateSchedule)? = nil
  ) -> Composition {
    Composition(
      transforms: transforms, moments: moments ?? self.moments,
      preconditioner: preconditioner ?? self.preconditioner, decay: decay ?? self.decay,
      schedule: schedule ?? self.schedule)
  }

  /// Whether a step makes 1 of a unit gradient.
  fileprivate var hasUnitGain: Bool {
    moments.gain == 1 && preconditioner.gain == 1 && transforms.allSatisfy { $0.gain == 1 }
  }

  /// Plain SGD with a decay, where its learning rates leave some of the parameter, and don't depend on the
  /// gradients, which a penalty changes.
  fileprivate func plain(_ decay: any DecayPolicy) -> Composition? {
    guard !(schedule is any ListeningSchedule),
      (1...3).allSatisfy({ schedule.learningRate(at: $0) <= 1 })
    else { return nil }
    return with(moments: .gradient, preconditioner: .identity, decay: decay)
  }

  /// The moment estimator, where it is the heavy ball, and nothing else has a gain.
  fileprivate var heavyBall: HeavyBall? {
    guard preconditioner is Identity, transforms.allSatisfy({ $0.gain == 1 }) else { return nil }
    return moments as? HeavyBall
  }

  /// Adam with the average and the β of the composition, where it has them; without transforms and
  /// schedules that may not be indifferent to the size of a gradient.
  fileprivate func adam(_ parts: StandardParts, decay: any DecayPolicy) -> Composition? {
    guard let scaling = preconditioner as? Divided, scaling.divisor is Root,
      let mean = scaling.squares as? MeanSquare,
      let average = moments as? ExponentialAverage,
      average.correctsBias, average.start == 0, !average.weighsByRate,
      !(schedule is any ListeningSchedule)
    else { return nil }
    return Composition(
      moments: average, preconditioner: parts.rootMeanSquare(mean.beta), decay: decay,
      schedule: schedule)
  }
}

private func sum(_ first: some DecayPolicy, _ second: some DecayPolicy) -> any DecayPolicy {
  first.plus(second)
}

private func bareName(_ part: any Component) -> String { "\(type(of: part))" }

/// A learning rate that is what it is.
private struct Number: LearningRateSchedule {
  static let name = "number"
  let value: Double
  var rate: Formula { Formula(value) }
  var peakLearningRate: Double? { value }
}
