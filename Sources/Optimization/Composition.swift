/// The five parts of an optimizer: θ ← D(θ) − η(t) · P(M(T(g))).
///
/// A composition is plain data. A named optimizer (AdamW, SGDS …) is a function that returns one.
public struct Composition: Sendable {
  /// T: what changes the gradient first, in order.
  public var transforms: [any GradientTransform]

  /// M: what averages gradients over time.
  public var moments: any MomentEstimator

  /// P: what rescales the direction.
  public var preconditioner: any Preconditioner

  /// D: what shrinks the parameters.
  public var decay: any DecayPolicy

  /// η: the step size over time.
  public var schedule: any LearningRateSchedule

  /// Creates a composition; whether it has a meaning is judged by `Optimizer`.
  public init(
    transforms: [any GradientTransform] = [], moments: any MomentEstimator,
    preconditioner: any Preconditioner, decay: any DecayPolicy,
    schedule: any LearningRateSchedule
  ) {
    self.transforms = transforms
    self.moments = moments
    self.preconditioner = preconditioner
    self.decay = decay
    self.schedule = schedule
  }
}

extension Composition {
  /// The parts that may keep state, in the order in which a step meets them, with their roles.
  package var statefulParts: [(role: String, part: any StatefulComponent)] {
    transforms.enumerated().map { ("transform\($0)", $1) }
      + [("moments", moments), ("preconditioner", preconditioner), ("decay", decay)]
  }

  /// Whether a part has to see whole parameters.
  var seesWholeParameters: Bool {
    statefulParts.contains { $0.part.granularity == .parameter }
  }

  /// Whether v̄ of the preconditioner is known only after its pass.
  var measuresSecondMoment: Bool {
    decay.needsGain
      && (preconditioner.secondMoment == .measured
        || (preconditioner.secondMoment != .none && moments.observes))
  }

  /// Whether all directions must be known before a parameter may move.
  var needsBarrier: Bool {
    seesWholeParameters || measuresSecondMoment
  }

  /// The part that applies a decay of the parameters: one that adds it to the direction, or the decay
  /// itself; none where the decay is in the gradient already.
  var appliesDecay: PerPart<Bool> {
    let isLeft = decay.entry == .parameters
    let moments = isLeft && moments.absorbsDecay
    let preconditioner = isLeft && !moments && preconditioner.absorbsDecay
    return PerPart(
      moments: moments, preconditioner: preconditioner,
      decay: isLeft && !moments && !preconditioner)
  }

  /// Throws where the parts have no meaning together.
  func checkMeaning() throws(OptimizerError) {
    let parts: [any Component] = statefulParts.map(\.part) + [schedule]
    for part in parts {
      for rule in part.rules where !rule.holds {
        throw .meaningless("\(type(of: part)): \(rule)")
      }
    }
    if decay.needsGain, moments.gainFormula == nil || preconditioner.gainFormula == nil {
      let part: any Component = moments.gainFormula == nil ? moments : preconditioner
      throw .meaningless(
        "\(type(of: decay)) shrinks in proportion to the gain of a step, "
          + "but \(type(of: part)) can't state its gain")
    }
    if decay.needsPeak, schedule.peakLearningRate == nil {
      throw .meaningless(
        "\(type(of: decay)) shrinks in proportion to the peak learning rate, "
          + "but \(type(of: schedule)) has no peak")
    }
    let absorbing: [any Component] =
      (appliesDecay.moments ? [moments] : [])
      + (appliesDecay.preconditioner ? [preconditioner] : [])
    for part in absorbing where decay.pullFormula != "θ" {
      throw .meaningless(
        "\(type(of: part)) absorbs a decay in "
          + "proportion to the parameter, but \(type(of: decay)) pulls by \(decay.pullFormula)")
    }
    if moments.secondMoment == .measured {
      throw .meaningless("\(type(of: moments)): a moment estimator's mean can't be measured")
    }
  }
}

extension Composition: Hashable {
  public static func == (a: Composition, b: Composition) -> Bool { a.parts == b.parts }

  public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

  private var parts: [AnyHashable] {
    transforms.map { AnyHashable($0) }
      + [
        AnyHashable(moments), AnyHashable(preconditioner), AnyHashable(decay),
        AnyHashable(schedule),
      ]
  }
}
