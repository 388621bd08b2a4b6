import Training

/// What must be so for a claim to be tested at all.
package struct Control: Sendable {
  /// The name, unique within a study: `decay helps at all`.
  package let name: String

  /// What it looks at.
  package let check: Check

  /// The kinds of controls.
  package enum Check: Sendable {
    /// There is something to explain: the difference must be supported.
    case gate(Contrast, atLeast: Double)
    /// The effect must be absent by the mechanism.
    case absent(Contrast, within: Double)
    /// The effect must be present by the mechanism.
    case present(Contrast, atLeast: Double)
    /// The arms differ in what they should differ in, and the program does what it should.
    case exact([Condition])
  }

  /// Creates a control.
  ///
  /// - Parameters:
  ///   - name: unique within a study.
  ///   - check: what it looks at.
  package init(_ name: String, _ check: Check) {
    self.name = name
    self.check = check
  }

  /// How a control went.
  package struct Outcome: Sendable {
    /// The name.
    package let name: String
    /// Whether the claim is tested, as far as this control goes.
    package let passes: Bool
    /// Whether it could hardly have failed.
    package let isWeak: Bool
    /// What it failed with, completing "not tested: …".
    package let complaint: String
    /// What the seeds say, where it looks at a contrast.
    package let evidence: Contrast.Evidence?
    /// What the number is asked to be, where it looks at a contrast.
    package let demand: String
    /// The inequalities, where it looks at those.
    package let conditions: [Condition.Outcome]
  }
}

extension Control {
  /// Looks at the runs.
  ///
  /// A null control fails only where the 99 % interval leaves out 0 and the centre is as large as
  /// matters; a positive one where an effect of the size that matters is ruled out.
  package func outcome(in results: StudyResults) -> Outcome {
    switch check {
    case .gate(let contrast, let smallest):
      let evidence = contrast.evidence(in: results)
      let word = evidence.estimate.word(ofDifference: smallest)
      return outcome(
        evidence, "≥ \(smallest.shortText())", passes: word == .supported,
        complaint: "nothing to explain (\(name))")
    case .absent(let contrast, let smallest):
      let strict = contrast.evidence(in: results, level: 0.99).estimate
      let evidence = contrast.evidence(in: results)
      let leavesOutZero = strict.low > 0 || strict.high < 0
      let half = (evidence.estimate.high - evidence.estimate.low) / 2
      return outcome(
        evidence, "within ±\(smallest.shortText())",
        passes: !(leavesOutZero && strict.center.magnitude >= smallest),
        isWeak: !(half <= smallest), complaint: "the null control failed (\(name))")
    case .present(let contrast, let smallest):
      let evidence = contrast.evidence(in: results)
      let word = evidence.estimate.word(ofDifference: smallest)
      return outcome(
        evidence, "≥ \(smallest.shortText())", passes: word != .tooSmall && word != .contradicted,
        isWeak: word == .undecided, complaint: "the positive control failed (\(name))")
    case .exact(let conditions):
      let outcomes = conditions.map { $0.outcome(in: results) }
      let isThere = outcomes.allSatisfy { !$0.values.isEmpty }
      return Outcome(
        name: name, passes: isThere && outcomes.allSatisfy(\.holds), isWeak: false,
        complaint: isThere ? "the check failed (\(name))" : "no run was checked (\(name))",
        evidence: nil, demand: "", conditions: outcomes)
    }
  }

  private func outcome(
    _ evidence: Contrast.Evidence, _ demand: String, passes: Bool, isWeak: Bool = false,
    complaint: String
  ) -> Outcome {
    Outcome(
      name: name, passes: passes && !evidence.isTooSparse, isWeak: isWeak, complaint: complaint,
      evidence: evidence, demand: demand, conditions: [])
  }
}
