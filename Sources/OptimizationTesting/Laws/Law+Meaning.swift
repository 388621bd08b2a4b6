import Autodiff
import Optimization

/// What holds because there is one meaning of a composition: the contract of its parts, and the formula
/// that it prints.
extension Law {
  /// A step, with its tiles and threads and sums that are followed instead of taken, is what an
  /// interpreter does that takes one element after the other.
  ///
  /// Bit for bit, except where a mean of second moments comes in, which the step follows in double
  /// precision beside arrays in single: 8 roundings a step then, and nothing is said of gradients whose
  /// squares leave the range of `Float`, nor of parts that make large differences of small ones
  /// (factors and inverse roots of whole parameters).
  public static let interpreting = Law("a step is that of the plain interpreter") { trial in
    let (drawn, composition) = (trial.drawn, trial.composition)
    guard drawn.elementCount <= 1_000 else { return nil }
    let hasMean =
      composition.decay.needsGain || composition.moments.secondMoment != SecondMoment.none
    if hasMean {
      let seesWhole = composition.statefulParts.contains { $0.granularity == .parameter }
      guard drawn.gradients.isModerate, !seesWhole else { return nil }
    }
    let start = drawn.start
    var interpreter = ScalarInterpreter(composition, shapes: drawn.shapes, start: start)
    let rows = (1...drawn.steps).map { number in
      interpreter.step(drawn.gradients(at: number))
      return interpreter.values
    }
    return difference(trial.plain, rows, within: hasMean ? 8 : 0, from: start.flatMap { $0 })
  }

  /// What `explain()` prints, carried out in double precision, is what a step does.
  ///
  /// The distance may be what the roundings of the gradients alone could make: the rule is carried out
  /// with gradients that are off by a rounding, too, and the parameters may be 16 times as far from it
  /// as those, and 16 roundings a step. Silent about rules that name a matrix operation or noise,
  /// about schedules that follow a metric, and where the squares of gradients leave the range of
  /// `Float`.
  public static let explaining = Law(
    "a step is what explain() prints", applies: \.printsArithmetic
  ) { trial in
    let drawn = trial.drawn
    guard drawn.gradients.isModerate, drawn.elementCount <= 1_000 else { return nil }
    let rule = try Optimizer(trial.composition).explain()
    let read = try UpdateRule(
      rule, shapes: drawn.shapes, parameters: drawn.start.flatMap { $0 })
    func rows(offBy roundings: [Float]) throws -> [[Double]] {
      var printed = read
      return try (1...drawn.steps).map { step in
        let gradients = drawn.gradients(at: step).flatMap { $0 }
        try printed.step(
          gradient: gradients.enumerated().map { index, number in
            number + roundings[(index + step) % roundings.count] * number.ulp
          })
        return printed.parameters
      }
    }
    let exact = try rows(offBy: [0])
    let others = try [[1], [-1], [1, -1, 0], [0, 1, 1, -1, -1]].map { try rows(offBy: $0) }
    for step in exact.indices {
      for element in exact[step].indices {
        let expected = exact[step][element]
        let spread = others.reduce(0) { max($0, abs($1[step][element] - expected)) }
        let magnitude = (0...step).reduce(abs(drawn.start.flatMap { $0 }[element])) {
          max($0, Float(abs(exact[$1][element])))
        }
        guard expected.isFinite, spread.isFinite, magnitude.isFinite else { continue }
        let tolerance = 16 * (spread + Double(step + 1) * Double(magnitude.ulp))
        let value = Double(trial.plain[step][element])
        if abs(value - expected) <= tolerance { continue }
        return "step \(step + 1), element \(element): \(value) and \(expected)\n\(rule)"
      }
    }
    return nil
  }
}

extension Composition {
  /// Whether the rule that the composition prints has nothing in it but arithmetic.
  fileprivate var printsArithmetic: Bool {
    guard !(schedule is any MetricDrivenSchedule), let rule = try? Optimizer(self).explain() else {
      return false
    }
    return !["orthogonalized(", "shampoo(", "rotated(", "noise"].contains { rule.contains($0) }
  }
}

extension LawCase {
  /// The number of elements of all parameters.
  fileprivate var elementCount: Int { shapes.indices.reduce(0) { $0 + count($1) } }
}
