import Autodiff
import Optimization

/// What holds because there is one meaning of a composition: the contract of its parts, and the formula
/// that it prints.
extension Law {
  /// A step, with its tiles and threads and sums that are followed instead of taken, is what an
  /// interpreter does that takes one element after the other.
  ///
  /// Bit for bit, except where a mean of second moments comes in, which the step follows in double
  /// precision beside arrays in single: 8 roundings a step then, and 8 times what a rounding of the mean
  /// in the lines of an estimator does. Nothing is said of gradients whose squares leave the range of
  /// `Float`, nor of parts that make large differences of small ones (factors and inverse roots of whole
  /// parameters, or second moments behind an estimator that has one, too).
  public static let interpreting = Law("a step is that of the plain interpreter") { trial in
    let (drawn, composition) = (trial.drawn, trial.composition)
    guard drawn.elementCount <= 1_000 else { return nil }
    let hasMean = composition.decay.share.contains(.gain) || composition.moments.hasMean
    if hasMean {
      let seesWhole = composition.statefulParts.contains { $0.granularity == .parameter }
      let measuresTwice = composition.moments.hasMean && composition.preconditioner.hasMean
      guard drawn.gradients.isModerate, !seesWhole, !measuresTwice else { return nil }
    }
    let start = drawn.start
    func rows(meanFactor: Double) throws -> [[Float]] {
      var interpreter = ScalarInterpreter(
        composition, shapes: drawn.shapes, start: start, meanFactor: meanFactor)
      return try (1...drawn.steps).map { number in
        interpreter.observe(drawn.metric(at: number))
        try interpreter.step(drawn.gradients(at: number))
        return interpreter.values
      }
    }
    let neighbours = composition.moments.hasMean ? [1 - 0x1p-23, 1 + 0x1p-23] : []
    return difference(
      trial.plain, try rows(meanFactor: 1), within: hasMean ? 8 : 0, from: start.flatMap { $0 },
      beside: try neighbours.map(rows))
  }

  /// What `explain()` prints, carried out in double precision, is what a step does.
  ///
  /// How far the two may be from each other is asked of the rule itself: it is carried out a few times
  /// with every sum and every number that is assigned off by a part of a rounding (of the larger one,
  /// where the symbol had a value before) and then rounded, or off by at most one and rounded as that one
  /// is: what two equal numbers leave of each other is 0 then, and no small rest. The parameters may be
  /// 16 times as far away as the farthest of these, and 16 roundings a step. Silent about rules with noise in them, about schedules
  /// that hear of a metric or have a peak of 0, where the squares of gradients leave the range of
  /// `Float`, and from the first step on that divides by 0 or has a learning rate that is none in
  /// `Float`.
  public static let explaining = Law(
    "a step is what explain() prints", applies: \.printsArithmetic
  ) { trial in
    let drawn = trial.drawn
    guard drawn.gradients.isModerate, drawn.elementCount <= 1_000 else { return nil }
    let rule = UpdateRule(
      trial.composition.lines, shapes: drawn.shapes, start: [.θ: drawn.start.flatMap { $0 }])
    func rows(round: @escaping (Double, Double) -> Double) throws -> [[Double]] {
      var printed = rule
      var rows: [[Double]] = []
      for step in 1...drawn.steps {
        let gradients = drawn.gradients(at: step).flatMap { $0.map(Double.init) }
        try printed.step([.g: gradients], round: round)
        guard printed.isInRange else { break }
        rows.append(printed.parameters)
      }
      return rows
    }
    var generator = SplitMix64(seed: drawn.seed)
    func rounded(asLarger: Bool = false) throws -> [[Double]] {
      try rows { number, magnitude in
        let draw = Double(generator.nextUniform()) - 0.5
        let unit = Double(Float(magnitude).ulp)
        guard asLarger, unit.isFinite else {
          return Double(Float(number + magnitude * 0x1p-23 * draw))
        }
        return Double(Float((number / unit + 2 * draw).rounded() * unit))
      }
    }
    let exact = try rows { number, _ in number }
    var others =
      try [rows { number, _ in Double(Float(number)) }] + (1...4).map { _ in try rounded() }
    guard trial.distance(from: exact, others) != nil else { return nil }
    // A few roundings may all fall on one side of a sign or a condition; hundreds do not.
    others += try (1...400).map { try rounded(asLarger: $0 % 2 == 0) }
    return trial.distance(from: exact, others).map {
      ([$0] + trial.composition.lines.map(\.description)).joined(separator: "\n")
    }
  }
}

extension Trial {
  /// Where the parameters are farther from those of a rule than its roundings explain, in words.
  ///
  /// - Parameters:
  ///   - exact: the parameters of the rule after each step, as long as its numbers are in range.
  ///   - rounded: the same with roundings.
  /// - Returns: the first such place; nil where there is none.
  fileprivate func distance(from exact: [[Double]], _ rounded: [[[Double]]]) -> String? {
    var magnitudes = drawn.start.flatMap { $0 }.map { Double(abs($0)) }
    for step in exact.indices where rounded.allSatisfy({ $0.count > step }) {
      for element in magnitudes.indices {
        let expected = exact[step][element]
        magnitudes[element] = max(magnitudes[element], abs(expected))
        let spread = rounded.reduce(0) { max($0, abs($1[step][element] - expected)) }
        let unit = Double(Float(magnitudes[element]).ulp)
        guard unit.isFinite else { continue }
        let value = Double(plain[step][element])
        if abs(value - expected) <= 16 * (spread + Double(step + 1) * unit) { continue }
        return "step \(step + 1), element \(element): \(value) and \(expected)"
      }
    }
    return nil
  }
}

extension UpdateRule {
  /// Whether all that the last step has assigned is finite, and the learning rate no smaller than
  /// normal `Float`s are.
  fileprivate var isInRange: Bool {
    let rate = abs(self[.η].first ?? 0)
    return assigned.allSatisfy(\.isFinite)
      && (rate == 0 || rate >= Double(Float.leastNormalMagnitude))
  }
}

extension Composition {
  /// Whether the rule that the composition prints has nothing in it but arithmetic.
  fileprivate var printsArithmetic: Bool {
    listeningSchedule?.metricLines.isEmpty != false && schedule.peakLearningRate != 0
      && !lines.contains { $0.formula.contains(.noise) }
  }
}

extension StatefulComponent {
  /// Whether the lines or the gain are about a mean over all elements.
  fileprivate var hasMean: Bool {
    (lines.map(\.formula) + [gain].compactMap { $0 }).flatMap(\.measurements).contains {
      if case .call(let function, _) = $0 { function.name == "mean" } else { false }
    }
  }
}

extension LawCase {
  /// The number of elements of all parameters.
  fileprivate var elementCount: Int { shapes.indices.reduce(0) { $0 + count($1) } }
}
