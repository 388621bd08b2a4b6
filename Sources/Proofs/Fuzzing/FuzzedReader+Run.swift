import Descent
import Storing
import Training

extension FuzzedReader {
  /// The checkpoint of a run's folder: reads it and goes on to the end.
  static let run = FuzzedReader(
    "run", samples: samples, hasHeader: true,
    refusals: [SafeTensorsError.self, CheckpointError.self, OtherRunError.self]
  ) { bytes in
    let contents = try file.contents(of: SafeTensors(bytes))
    var task = try plan.makeTask(seed: 1)
    let result = try training.train(&task, from: contents)
    try promise(result.records.allSatisfy { $0.step <= training.steps }, "a step too many")
  }

  private static let plan = TaskPlan(
    data: .examples(training: examples, test: examples), hidden: [2], batchSize: 4)

  private static let examples = Dataset(
    shape: [2], features: [0, 0, 0, 1, 1, 0, 1, 1], labels: [0, 1, 1, 0], classes: ["0", "1"])

  private static let training = TrainingRun(
    composition: .adams(learningRate: .constant(0.01), weightDecay: 0.1), steps: 3,
    recordInterval: 2)

  private static let file = TrainingCheckpoint(path: "run", settings: ["steps": "3"])

  private static let samples: [[UInt8]] = {
    var files: [[UInt8]] = []
    guard var task = try? plan.makeTask(seed: 1) else { return [] }
    _ = try? training.train(&task) { event in
      if case .record(let record, let state) = event {
        files.append(try file.bytes(state, tables: ["epochs.csv": "\(record.step),1\n"]))
      }
      return true
    }
    return files
  }()
}
