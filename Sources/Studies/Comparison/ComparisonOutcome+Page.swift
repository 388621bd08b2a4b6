package import Training

extension ComparisonOutcome {
  /// The report: verdict, table, curves, and how to make it again.
  ///
  /// - Parameters:
  ///   - setting: what was trained, in a sentence or two.
  ///   - rates: how the rates were found.
  ///   - command: the command line that makes the same numbers again.
  /// - Returns: a page that stands on its own.
  package func page(setting: String, rates: String, command: String) -> HTMLPage {
    var page = HTMLPage(title: "One network, \(policies.count) weight decays")
    page.paragraph(setting, style: "lead")
    if !isComplete {
      page.paragraph("The job was ended before all runs were finished; this is what there is.")
    }
    page.table(table, isKeyed: true)
    page.paragraph(Self.tableNote + ".", style: "note")
    page.heading("What the numbers support")
    for sentence in verdict { page.paragraph(sentence) }
    page.paragraph(Self.verdictNote, style: "note")
    page.heading("The course of training")
    page.charts(charts)
    page.paragraph(Self.chartNote, style: "note")
    page.heading("The decays")
    page.rules(policies.map { ($0.name, $0.rule) })
    page.paragraph(rates, style: "note")
    page.heading("How to make it again")
    page.preformatted(command)
    return page
  }

  private static let verdictNote = """
    Differences are taken seed by seed (equal seeds: equal data, first weights and batches); ± is the \
    95 % interval of the mean difference by Student's t, without correction for asking several \
    questions. "Beyond noise" says that the interval leaves out 0. All runs are tested on the same \
    examples: what other test examples would change is not in the intervals.
    """

  private static let chartNote = """
    Line and band: mean and standard deviation over the seeds. Rₜ is not defined for L2, which decays \
    through the gradient; where a policy does not decay, its curve ends. ηₑ, the effective learning \
    rate, is the learning rate times what moments and preconditioner make of a unit gradient on \
    average.
    """
}
