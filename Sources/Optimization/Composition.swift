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

  /// Other parts for groups of a name.
  ///
  /// Their transforms act on that group alone, after those of all groups; they have no groups of their
  /// own.
  public var groups: [String: Composition] = [:]

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
  /// The parts of a group, with the transforms of all groups first.
  package func whole(_ group: Composition) -> Composition {
    var whole = group
    whole.transforms = transforms + group.transforms
    return whole
  }

  /// The parts that may keep state, in the order in which a step meets them, with their roles.
  package var statefulParts: [(role: String, part: any StatefulComponent)] {
    transforms.enumerated().map { ("transform\($0)", $1) }
      + [("moments", moments), ("preconditioner", preconditioner), ("decay", decay)]
      + [listeningSchedule].compactMap { $0.map { ("schedule", $0) } }
  }

  /// The schedule, where it hears of more than the number of the step.
  package var listeningSchedule: (any ListeningSchedule)? { schedule as? any ListeningSchedule }

  /// Whether a part has to see whole parameters.
  package var seesWholeParameters: Bool {
    statefulParts.contains { $0.part.granularity == .parameter }
  }

  /// v̄ of the moment estimator and of the preconditioner, where their formulas have one.
  ///
  /// - Parameter arrays: the state arrays of each part that keeps state; left out, those for vectors.
  /// - Returns: the means; nil where a part has none.
  func means(arrays: [[StateArray]]? = nil) -> PerPart<MeanSquare?> {
    let arrays = arrays ?? statefulParts.map { $0.part.stateArrays(for: [1]) }
    let place = transforms.count
    return PerPart(
      moments: MeanSquare(of: moments, arrays: arrays[place]),
      preconditioner: MeanSquare(
        of: preconditioner, arrays: arrays[place + 1], observed: moments.observes),
      decay: nil)
  }

  /// What the parts make of a gradient of 1 on average, or nil where one doesn't say.
  ///
  /// - Parameter means: what to write for the means of the moment estimator and the preconditioner;
  ///   left out, they stay as they are.
  /// - Returns: the product of the parts' gains.
  func gain(ofMeans means: [Formula]? = nil) -> Formula? {
    let parts: [any StatefulComponent] = [moments, preconditioner]
    var product: Formula = 1
    for transform in transforms {
      guard let gain = transform.gain else { return nil }
      product = product * gain
    }
    for (index, part) in parts.enumerated() {
      guard var gain = part.gain else { return nil }
      if let means {
        gain = gain.replacing(
          Dictionary(uniqueKeysWithValues: gain.means.map { ($0, means[index]) }))
        gain = part.lines.definitions().reduce(gain) {
          $0.replacing([.symbol($1.symbol): $1.formula])
        }
      }
      product = product * gain
    }
    return product
  }

  /// The part that applies a decay of the parameters: one that adds it to the direction, or the decay
  /// itself; none where the decay is in the gradient already.
  package var appliesDecay: PerPart<Bool> {
    let isLeft = decay.entry == .parameters
    let moments = isLeft && moments.absorbsDecay
    let preconditioner = isLeft && !moments && preconditioner.absorbsDecay
    return PerPart(
      moments: moments, preconditioner: preconditioner,
      decay: isLeft && !moments && !preconditioner)
  }

  /// Throws where the parts have no meaning together.
  func checkMeaning() throws(OptimizerError) {
    let own: [any Component] = [moments, preconditioner, decay, schedule]
    for part in transforms + own {
      for check in part.checks where !check.holds {
        throw .meaningless("\(type(of: part)): \(check)")
      }
    }
    let means = means()
    if decay.share.contains(.gain) {
      let isLate = means.moments?.isKnownBefore == false
      let parts: [any StatefulComponent] = [moments, preconditioner]
      for part in parts where part.gain == nil || isLate && part is any MomentEstimator {
        throw .meaningless(
          "\(type(of: decay)) shrinks in proportion to the gain of a step, "
            + "but \(type(of: part)) can't state its gain")
      }
    }
    if decay.share.contains(.peak), schedule.peakLearningRate == nil {
      throw .meaningless(
        "\(type(of: decay)) shrinks in proportion to the peak learning rate, "
          + "but \(type(of: schedule)) has no peak")
    }
    let absorbing: [any Component] =
      (appliesDecay.moments ? [moments] : [])
      + (appliesDecay.preconditioner ? [preconditioner] : [])
    for part in absorbing where decay.pull != .θ {
      throw .meaningless(
        "\(type(of: part)) absorbs a decay in "
          + "proportion to the parameter, but \(type(of: decay)) pulls by \(decay.pull)")
    }
    if !PartNumbers(of: decay, shape: [1]).kept.isEmpty {
      throw .meaningless("\(type(of: decay)): the lines of a decay keep arrays, but no numbers")
    }
    if moments.readsMean, means.moments?.isKnownBefore != true {
      throw .meaningless("\(type(of: moments)): a moment estimator's mean can't be measured")
    }
    try checkListening()
  }
}

extension StatefulComponent {
  /// Whether a line reads a symbol.
  func reads(_ symbol: Formula) -> Bool { lines.contains { $0.formula.contains(symbol) } }

  /// Whether the decay of the parameters is added in this part.
  package var absorbsDecay: Bool { reads(.λ) }

  /// Whether the lines can't be carried out without the mean of squares.
  package var readsMean: Bool { lines.contains { !$0.formula.means.isEmpty } }
}

extension MomentEstimator {
  /// Whether the estimator changes what the preconditioner measures as the gradient.
  package var observes: Bool { lines.contains { $0.symbol.map(Formula.symbol) == .g } }
}

extension GradientTransform {
  /// Whose norm the lines read; nil where they read none.
  package var normScope: NormScope? {
    for case .call(let function, _) in lines.flatMap(\.formula.norms) {
      return NormScope.allCases.first { function.name.hasPrefix($0.rawValue) } ?? .all
    }
    return nil
  }
}

extension Formula {
  /// The norms in the formula that a transform knows before it acts.
  var norms: [Formula] {
    let names = NormScope.allCases.map(\.normFunction) + ["finite", "parameterFinite"]
    return measurements.filter {
      if case .call(let function, let arguments) = $0 {
        names.contains(function.name) && arguments == [.g]
      } else {
        false
      }
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
        AnyHashable(schedule), AnyHashable(groups),
      ]
  }
}
