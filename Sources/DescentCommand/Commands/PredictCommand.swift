import Foundation
import Optimization
import Storing
import Training

/// `descent predict`: what a trained network says of new rows.
struct PredictCommand: Command {
  let name = "predict"
  let summary = "Let a network that train has made of a table answer for new rows"
  let discussion = """
    descent predict results table.csv
    descent predict results/best.safetensors table.csv

    Prints a table with commas: the likeliest class of each row, and the probability of each class. The
    new table has the columns of the one that was learned from, in the same order where that one had no
    header; labels may be missing. Of a folder, best.safetensors answers where it is there, else
    checkpoint.safetensors.
    """
  let weights = Positional("WEIGHTS", help: "the --out of a run on a table, or a file in it")
  let rows = Positional("TABLE", help: "the new rows")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    guard let path = arguments[weights], let rows = arguments[rows] else {
      throw UsageError("predict needs WEIGHTS, a folder of train --out, and TABLE, the new rows")
    }
    let file = try RunFile.first(in: path)
    guard let json = file.contents.metadata[RunFile.encoding], let saved = try file.arguments()
    else {
      throw CheckpointError(
        file.path, "it doesn't say how rows become features, as a file of train on a table does")
    }
    let encoding = try JSONDecoder().decode(TableEncoding.self, from: Data(json.utf8))
    let (features, summary) = try encoding.understood(rows)
    let subject = try TrainedSubject(saved, answering: features, by: encoding)
    try subject.load(file)
    console.error("descent: \(oneLine(summary))")
    var table = Table(header: ["prediction"] + encoding.classes)
    for answer in (subject.task as? any AnsweringTask)?.answers() ?? [] {
      let best = answer.indices.max { answer[$0] < answer[$1] } ?? 0
      table.append([encoding.classes[best]] + answer.map { $0.text(decimals: 4) })
    }
    console.print(String(table.csv.dropLast()))
    return .success
  }
}
