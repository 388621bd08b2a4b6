import Descent
import Foundation
import Optimization
import Training

/// `descent rates`: which learning rate to begin with.
struct RatesCommand: TrainingCommand {
  let name = "rates"
  let summary = "Find a learning rate: a short run whose rate rises, and where it learns best"
  let discussion = """
    descent rates --optimizer adams
    descent rates --data csv:table.csv --optimizer sgd --out results

    The learning rate range test of Smith, 2017: the rate rises from the lowest to the highest, by the
    same factor at each step, until the loss is four times its lowest. The loss is that of the batches,
    averaged over about fifty steps. The suggestion is a tenth of the rate with the lowest loss, for
    train --learning-rate.
    """
  let data = DataOptions()
  let composition = CompositionOptions()
  let network = NetworkOptions()
  let steps = Option(
    "steps", .integer(in: 2...1_000_000), default: 200,
    help: "how many rates are tried, a step each")
  let lowest = Option(
    "lowest", .number(in: 1e-30...1e30), default: 1e-6, help: "the first rate, above 0")
  let highest = Option("highest", .number(in: 1e-30...1e30), default: 10, help: "the last rate")
  let seed = Option("seed", .seed, default: 1, help: "decides everything that is random")
  let out = Option(
    "out", .text("FOLDER"),
    help: "where to write rates.csv and index.html; nothing is written without it")
  let overwrite = Switch("overwrite", help: "write to --out where it holds a run already")

  static let rates = "rates.csv"

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let ofRates: [any Declaration] = [
      composition.learningRate, composition.schedule, composition.warmUp,
    ]
    if let flag = ofRates.first(where: { arguments.gives($0) }) {
      throw UsageError("--\(flag.name) has no meaning for rates, which tries the rates itself")
    }
    guard arguments[lowest] < arguments[highest] else {
      throw UsageError("--highest must be above --lowest, but is \(arguments[highest])")
    }
    let folder = try arguments[optional: out].map { try OutputFolder($0) }
    defer { folder?.discardIfUnused() }
    if !arguments[overwrite] { try folder?.requireNoRun() }
    let subject = try TrainedSubject(self, arguments)
    let composition = try composition.composition(arguments, steps: arguments[steps])
    let interruption = try Interruption(console: console)
    console.error("descent: \(oneLine(subject.summary))")
    let test: RateRangeTest
    do {
      test = try RateRangeTest(
        composition, on: subject.task, rates: arguments[lowest]...arguments[highest],
        steps: arguments[steps], goesOn: { !interruption.isRequested() })
    } catch { throw UsageError("\(error)") }
    let conclusion = conclusion(of: test)
    let shown = Swift.min(16, test.points.count)
    console.print(
      table(
        (0..<shown).map { test.points[$0 * (test.points.count - 1) / Swift.max(1, shown - 1)] }
      ).text)
    console.print(conclusion)
    try folder?.write(table(test.points).csv, as: Self.rates)
    let command = "descent \(arguments.line(of: self, without: [out.name, overwrite.name]))"
    try folder?.write(page(test, conclusion, subject.summary, command).text, as: "index.html")
    return interruption.isRequested() ? interruption.exitCode : .success
  }

  private func conclusion(of test: RateRangeTest) -> String {
    guard let best = test.best, let suggestion = test.suggestion else {
      return "No rate made the loss lower; try other rates, or more --steps."
    }
    return "--learning-rate \(suggestion.text()): a tenth of \(best.rate.text()), where the loss "
      + "was lowest, \(best.loss.text(decimals: 4))."
  }

  private func table(_ points: [RateRangeTest.Point]) -> Table {
    var table = Table(header: ["rate", "loss"])
    for point in points { table.append([point.rate.text(), "\(point.loss.text(decimals: 4))"]) }
    return table
  }

  private func page(
    _ test: RateRangeTest, _ conclusion: String, _ summary: String, _ command: String
  ) -> HTMLPage {
    var page = HTMLPage(title: "Which learning rate to begin with")
    page.paragraph(conclusion, style: "lead")
    page.paragraph(summary)
    page.charts([
      LineChart(
        title: "Loss", subtitle: "of the batches, averaged over about fifty steps",
        horizontalLabel: "log₁₀ of the learning rate",
        curves: [
          LineChart.Curve(
            name: "loss", points: test.points.map { .init(x: log10($0.rate), y: $0.loss) })
        ])
    ])
    page.heading("To make it again")
    page.preformatted(command)
    return page
  }
}
