package import Training

extension StudyReport {
  /// The page: the claims and their verdicts, what was done, the charts, the controls, and what all
  /// that does not show.
  package var page: HTMLPage {
    let card = study.card
    var page = HTMLPage(title: card.heading)
    for (word, names) in claims {
      page.paragraph("\(word.capitalized): \(names.joined(separator: " · "))", style: "lead")
    }
    let exact = verdicts.filter(\.claim.question.isExact).map(\.claim.name)
    if !exact.isEmpty {
      page.paragraph(
        "Follows from the equations, and so tests the program, not the paper: "
          + exact.joined(separator: " · "), style: "note")
    }
    if !isComplete {
      page.paragraph("The job was ended before all runs were finished; this is what there is.")
    }
    for verdict in verdicts { add(verdict, to: &page) }
    page.heading("What was done")
    for paragraph in card.setting { page.paragraph(paragraph) }
    let rules = study.rules(in: results)
    if !rules.isEmpty { page.rules(rules) }
    let charts = [intervals].compactMap { $0 } + study.charts(of: results)
    if !charts.isEmpty {
      page.heading("The numbers")
      page.charts(charts)
      page.paragraph(Self.chartNote, style: "note")
    }
    if !armTable.rows.isEmpty {
      page.heading("The runs")
      page.table(armTable, isKeyed: !study.arms.isEmpty)
      page.paragraph(Self.armNote, style: "note")
    }
    if !controls.rows.isEmpty {
      page.heading("The controls")
      page.table(controls, style: "words wrapped")
      page.paragraph(Self.controlNote, style: "note")
    }
    page.heading("What this page does not show")
    page.list(card.limits)
    page.heading("How to make it again")
    page.preformatted(command)
    page.paragraph("Every number of every run is in runs.csv, every verdict in verdicts.csv.")
    return page
  }

  /// The names of the claims of each word that occurs, the best word first.
  private var claims: [(VerdictWord, [String])] {
    VerdictWord.allCases.reversed().map { word in
      (word, verdicts.filter { $0.word == word }.map(\.claim.name))
    }
    .filter { !$0.1.isEmpty }
  }

  private func add(_ verdict: Verdict, to page: inout HTMLPage) {
    page.heading("\(verdict.claim.name): \(verdict.word.rawValue)")
    page.paragraph("\(verdict.claim.sentence) (\(verdict.claim.source))", style: "note")
    if verdict.reasons.count == 1 {
      page.paragraph(verdict.sentence)
    } else {
      page.paragraph("\(verdict.word.capitalized):")
      page.list(verdict.reasons)
      if !verdict.note.isEmpty { page.paragraph(verdict.note) }
    }
    for line in verdict.parts { page.paragraph("\(line).", style: "note") }
    if verdict.answer.conditions.isEmpty { return }
    var table = Table(header: ["inequality", "must be", "is", ""])
    for condition in verdict.answer.conditions {
      table.append([
        condition.name, condition.place, condition.valueText,
        condition.holds ? "holds" : "fails",
      ])
    }
    page.table(table, style: "words wrapped")
  }

  /// The intervals in units of the smallest size that matters.
  private var intervals: IntervalChart? {
    let rows = verdicts.flatMap { verdict in
      verdict.answer.parts.filter { $0.smallest > 0 && $0.evidence.hasNumbers }.map { part in
        let estimate = part.evidence.estimate
        return IntervalChart.Row(
          name: "\(verdict.claim.name): \(part.evidence.contrast.name)",
          low: estimate.low / part.smallest, center: estimate.center / part.smallest,
          high: estimate.high / part.smallest)
      }
    }
    if rows.isEmpty { return nil }
    return IntervalChart(
      title: "What the seeds say",
      subtitle: "in units of the smallest size that matters; the claimed side is on the right",
      rows: rows)
  }

  /// The controls, each once.
  private var controls: Table {
    var table = Table(header: ["control", "must be", "is", ""])
    var names: Set<String> = []
    for outcome in verdicts.flatMap(\.controls) where names.insert(outcome.name).inserted {
      let word = !outcome.passes ? "fails" : outcome.isWeak ? "weak" : "passes"
      if let evidence = outcome.evidence {
        table.append([
          "\(outcome.name): \(evidence.contrast.name)", outcome.demand + evidence.unitText,
          evidence.text, word,
        ])
      }
      for condition in outcome.conditions {
        table.append([
          "\(outcome.name): \(condition.name)", condition.place, condition.valueText,
          condition.holds ? "passes" : "fails",
        ])
      }
    }
    return table
  }

  /// What the table of the arms shows, for below it.
  package static let armNote =
    "mean ± standard deviation over the seeds, at the end; what diverged is not in it"

  private static let chartNote = """
    Intervals are of 95 %, over the seeds, by Student's t; where runs of six seeds and more diverged, \
    between ordered numbers. What lies in the shaded zone is too small to matter, and so where an equality \
    is supported. Equal seeds have equal data, first weights and batches. Lines and bands: \
    mean and standard deviation over the seeds.
    """

  private static let controlNote = """
    A claim is not tested where one of its controls fails. A weak control could hardly have failed: its \
    interval is wider than what matters.
    """
}

extension Condition.Outcome {
  /// The demand in a table below "must be", where a narrow page may break it.
  fileprivate var place: String {
    demand.replacing("must be ", with: "").replacing("...", with: "...\u{200B}")
  }
}
