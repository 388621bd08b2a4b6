package import Training

/// All verdicts of some studies on one page, with links to their own.
package struct VerdictsPage: Sendable {
  /// The studies.
  package let reports: [StudyReport]

  /// Creates a page.
  ///
  /// - Parameter reports: the studies, in the order of the page.
  package init(_ reports: [StudyReport]) {
    self.reports = reports
  }

  /// The page.
  package var page: HTMLPage {
    var page = HTMLPage(title: "What the papers claim, and what these runs say")
    if !measured.isEmpty { page.paragraph(summary, style: "lead") }
    add("What was measured", isExact: false, to: &page)
    if measured.count > 1 { page.paragraph(chanceNote, style: "note") }
    add("What follows from the equations: tests of the program", isExact: true, to: &page)
    page.heading("How to make it again")
    page.preformatted(reports.map(\.command).joined(separator: "\n"))
    return page
  }

  private func add(_ heading: String, isExact: Bool, to page: inout HTMLPage) {
    var table = Table(header: ["study", "claim", "verdict", ""])
    var links: [String] = []
    for report in reports {
      for verdict in report.verdicts where verdict.claim.question.isExact == isExact {
        let card = report.study.card
        table.append([
          card.label, verdict.claim.name, verdict.word.rawValue,
          verdict.reasons.joined(separator: "; ") + verdict.note,
        ])
        links.append("\(card.name)/\(StudyReport.pageName)")
      }
    }
    if table.rows.isEmpty { return }
    page.heading(heading)
    page.table(table, style: "words wrapped stacked", links: links)
  }

  private var measured: [Verdict] {
    reports.flatMap(\.verdicts).filter { !$0.claim.question.isExact }
  }

  private var summary: String {
    let counts = VerdictWord.allCases.reversed().map { word in
      "\(measured.count { $0.word == word }) \(word.rawValue)"
    }
    let forms = Set(reports.map(\.results.form.rawValue)).sorted().joined(separator: " and ")
    let claims = measured.count == 1 ? "1 claim" : "\(measured.count) claims"
    return "\(claims) measured, \(forms) form: \(counts.joined(separator: ", "))."
  }

  /// How many verdicts would say so by chance.
  private var chanceNote: String {
    let count = Double(measured.count)
    return "Of \(measured.count) verdicts at most \((count * 0.025).text(decimals: 1)) would read "
      + "supported by chance if there were no effect anywhere; claims with verdicts of their own are "
      + "not corrected for each other."
  }
}
