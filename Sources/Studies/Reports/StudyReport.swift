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
    var words = "descent study \(study.card.name)"
    if results.form == .full { words += " --full" }
    if let first = results.seeds.first, let last = results.seeds.last {
      words += " --seeds \(first)...\(last)"
    }
    return words
  }

  /// What the page of the study is called, beside its folder.
  package static let pageName = "index.html"

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
