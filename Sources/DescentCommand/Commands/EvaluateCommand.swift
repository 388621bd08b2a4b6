import Optimization
import Storing
import Training

/// `descent evaluate`: what weights are worth on data.
struct EvaluateCommand: TrainingCommand {
  let name = "evaluate"
  let summary = "Measure the weights of a run, or of any file, on the data that they are for"
  let discussion = """
    descent evaluate results
    descent evaluate results/best.safetensors --data csv:table.csv
    descent evaluate model.safetensors --network mlp-bn --hidden 64

    A file that train has written knows its data, network and seed; the flags take their place. Of a
    folder, best.safetensors and checkpoint.safetensors are measured. A file of PyTorch's needs the names
    that the network has here.
    """
  let weights = Positional("WEIGHTS", help: "the --out of a run, or a safetensors file")
  let data = DataOptions()
  let network = NetworkOptions()
  let seed = Option("seed", .seed, default: 1, help: "decides what is held back for testing")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    guard let path = arguments[weights] else {
      throw UsageError("evaluate needs WEIGHTS, a folder of train --out or a safetensors file")
    }
    let files = try RunFile.all(in: path)
    var table = Table(
      header: ["weights", "step", "training loss", "test loss", "test error %"])
    for file in files {
      let arguments = try completed(arguments, by: file)
      var subject = try TrainedSubject(self, arguments)
      if table.rows.isEmpty { console.error("descent: \(oneLine(subject.summary))") }
      try subject.load(file)
      let training = subject.task.measureTraining().loss
      let test = subject.task.measureTest()
      table.append([
        oneLine(file.path), oneLine(file.contents.metadata["step"] ?? "–"),
        training.text(decimals: 4), test.loss.text(decimals: 4),
        (100 * test.error).text(decimals: 2),
      ])
    }
    console.print(table.text)
    return .success
  }

  /// The flags, and what the command that wrote a file says where they say nothing.
  private func completed(_ arguments: Arguments, by file: RunFile) throws -> Arguments {
    guard let saved = try file.arguments() else { return arguments }
    do { return try arguments.completed(by: saved, for: self) } catch {
      throw CheckpointError(file.path, "the command in it can't be understood: \(error)")
    }
  }
}
