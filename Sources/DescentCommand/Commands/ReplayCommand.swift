import Foundation
import Storing
import Training

/// `descent replay`: the arithmetic, for the outside world.
struct ReplayCommand: Command {
  let name = "replay"
  let summary = "Take steps with given gradients, and print the parameters after each"
  let discussion = """
    FILE is JSON: a recipe, parameters at their start, and gradients for each step.

    {"recipe": {"recipe": "adamw", "schedule": {"name": "constant", "learningRate": 0.1}},
     "parameters": [{"name": "w", "shape": [2], "values": [0.5, -1.25]}],
     "gradients": [{"w": [0.1, 0.2]}, {"w": [0.3, -0.1]}]}

    Gradients may be the path of a safetensors file with arrays 1/w, 2/w, …; groups may give
    parameters multipliers or a recipe of their own. Numbers are printed with as many digits as
    tell them from their neighbours.
    """
  let file = Positional("FILE", help: "the replay")
  let json = Switch("json", help: "print one JSON object")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    guard let path = arguments[file] else { throw UsageError("replay needs a FILE") }
    let (replay, folder) = try Replay.read(path)
    let steps = try replay.run(folder: folder)
    if arguments[json] {
      let encoder = JSONEncoder()
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      console.print(String(decoding: try encoder.encode(["steps": steps]), as: UTF8.self))
      return .success
    }
    for step in steps {
      let note = step.skipped.map { ", skipped: \($0)" } ?? ""
      console.print("step \(step.step), learning rate \(step.learningRate)\(note)")
      for (name, values) in step.parameters.sorted(by: { $0.key < $1.key }) {
        console.print("  \(name) \(values)")
      }
    }
    return .success
  }
}
