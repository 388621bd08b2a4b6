package import Training

/// What a study came to: its verdicts, as a page and as tables.
package struct StudyReport: Sendable {
  /// The study.
  package let study: any Study

  /// The runs.
  package let results: StudyResults

  /// Whether all runs are done.
  package let isComplete: Bool

  /// The verdicts, in the order of the claims.
  package let verdicts: [Verdict]

  /// Judges the runs of a study.
  ///
  /// - Parameters:
  ///   - study: the study.
  ///   - results: the runs.
  ///   - isComplete: whether all runs are done.
  package init(_ study: any Study, results: StudyResults, isComplete: Bool) {
    self.study = study
    self.results = results
    self.isComplete = isComplete
    verdicts = study.verdicts(in: results)
  }

  /// The command that makes the same numbers again.
  package var command: String {
    guard study.card.number != nil else { return "descent \(study.card.name)" }
    var words = "descent study \(study.card.name)"
    if results.form == .full { words += " --full" }
    if let first = results.seeds.first, let last = results.seeds.last {
      words += " --seeds \(first)...\(last)"
    }
    return words
  }

  /// What the page of the study is called, beside its folder.
  package static let pageName = "index.html"

  /// What the table of all runs is called, from which a study goes on.
  package static let runsName = "runs.csv"

  /// What the table of all verdicts is called.
  package static let verdictsName = "verdicts.csv"

  /// What the runs of an arm came to, over the seeds of the verdicts.
  package struct Arm: Sendable {
    /// Its name.
    package let name: String
    /// How many runs are done.
    package let runs: Int
    /// How many of them diverged.
    package let diverged: Int
    /// What the study shows of the others, by the name of the quantity.
    package let numbers: [String: Sample]
  }

  /// The arms that have what the study shows, in its order.
  package var arms: [Arm] {
    let others = Set(results.measurements.keys.map(\.arm)).subtracting(study.arms).sorted()
    return (study.arms + others).compactMap { arm in
      let runs = results.seeds.compactMap { results[arm, $0] }
      let numbers = study.shown.reduce(into: [String: Sample]()) { numbers, quantity in
        numbers[quantity.name] = results.sample(quantity, of: arm)
      }
      let diverged = runs.count { $0.hasDiverged }
      if runs.isEmpty || numbers.isEmpty && diverged < runs.count { return nil }
      return Arm(name: arm, runs: runs.count, diverged: diverged, numbers: numbers)
    }
  }

  /// The arms as a table for people.
  package var armTable: Table {
    var table = Table(header: ["arm"] + study.shown.map(\.label))
    if study.shown.isEmpty { return table }
    for arm in arms {
      table.append(
        [arm.name + (arm.diverged > 0 ? ", \(arm.diverged) of \(arm.runs) diverged" : "")]
          + study.shown.map { quantity in
            arm.numbers[quantity.name].map {
              Self.cell($0, factor: quantity.isShare ? 100 : 1)
            } ?? "–"
          })
    }
    return table
  }

  /// Mean and deviation; of one run or of equal ones the number alone.
  private static func cell(_ sample: Sample, factor: Double) -> String {
    let isOne = sample.values.allSatisfy { $0 == sample.values[0] }
    return isOne
      ? (factor * sample.values[0]).text()
      : "\((factor * sample.mean).text()) ± \((factor * sample.deviation).text(digits: 1))"
  }

  /// The verdicts as a table for programs: a row for each contrast or condition.
  package var table: Table {
    var table = Table(header: [
      "study", "form", "claim", "kind", "verdict", "quantity", "asked", "center", "low", "high",
      "n", "missing", "diverged", "word", "sentence",
    ])
    for verdict in verdicts {
      let head = [
        study.card.name, results.form.rawValue, verdict.claim.name,
        verdict.claim.question.isExact ? "exact" : "estimated", verdict.word.rawValue,
      ]
      for part in verdict.answer.parts {
        let evidence = part.evidence
        let estimate = evidence.estimate
        table.append(
          head + [
            evidence.contrast.name, part.demand, "\(estimate.center)", "\(estimate.low)",
            "\(estimate.high)", "\(evidence.seeds.count)", "\(evidence.missing)",
            "\(evidence.diverged.values.reduce(0, +))", part.word.rawValue, verdict.sentence,
          ])
      }
      for condition in verdict.answer.conditions {
        table.append(
          head + [
            condition.name, condition.demand, condition.valueText, "", "",
            "\(condition.values.count)", "", "", condition.holds ? "holds" : "fails",
            verdict.sentence,
          ])
      }
    }
    return table
  }
}
