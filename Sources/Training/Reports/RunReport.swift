public import Optimization

/// The page of one run, made of the table of its records.
struct RunColumns {
  private let columns: [String: [Double]]

  /// Takes a table of records apart.
  init(_ csv: String) {
    let rows = csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let header = rows.first?.map(String.init) ?? []
    columns = Dictionary(
      header.enumerated().map { place, name in
        (
          name,
          rows.dropFirst().map { $0.indices.contains(place) ? Double($0[place]) ?? .nan : .nan }
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The numbers of a column, one for each record; NaN where a cell is empty.
  subscript(name: String) -> [Double] { columns[name] ?? [] }

  /// A curve of a column over the steps.
  func curve(_ name: String, called title: String) -> LineChart.Curve {
    LineChart.Curve(
      name: title, points: zip(self["step"], self[name]).map { LineChart.Point(x: $0, y: $1) })
  }
}

extension TrainingRecord {
  /// The page of a run: its curves over the steps, and what it was.
  ///
  /// - Parameters:
  ///   - table: the records as `epochs.csv` has them.
  ///   - setting: sentences that say what was learned from, and by what.
  ///   - optimizer: what took the steps, of which the update rule is shown.
  ///   - command: what can be typed to make the run again.
  /// - Returns: a page that stands on its own.
  public static func page(
    of table: String, setting: [String], optimizer: Optimizer, command: String
  ) -> HTMLPage {
    let columns = RunColumns(table)
    func chart(
      _ title: String, _ subtitle: String, isLogarithmic: Bool = false,
      _ curves: [(column: String, name: String)]
    ) -> LineChart {
      LineChart(
        title: title, subtitle: subtitle, horizontalLabel: "step", isLogarithmic: isLogarithmic,
        curves: curves.map { columns.curve($0.column, called: $0.name) })
    }
    var page = HTMLPage(title: "A training run")
    for sentence in setting { page.paragraph(sentence) }
    page.charts([
      chart(
        "Loss", "mean over examples, without any penalty",
        [("training_loss", "training"), ("test_loss", "test")]),
      chart("Test error", "share of the test examples", [("test_error", "test")]),
      chart(
        "Gradient norm", "of the training loss, over a fixed part of the examples",
        isLogarithmic: true, [("gradient_norm", "gradient")]),
      chart("Weight norm", "of what is decayed", [("weight_norm", "weights")]),
      chart(
        "Learning rate", "mean over the steps since the record before",
        [("learning_rate", "rate")]),
    ])
    page.heading("The update")
    page.updateRule(of: optimizer)
    page.heading("To make it again")
    page.preformatted(command)
    return page
  }
}
