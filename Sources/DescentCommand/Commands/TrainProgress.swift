import Descent
import DistributedTraining
import Foundation
import Storing
import Training

/// What `train` shows and writes while a run goes on.
struct TrainProgress {
  let board: ProgressBoard
  let interruption: Interruption
  private let folder: OutputFolder?
  private let checkpoint: TrainingCheckpoint?
  private let ranks: any Communicator
  private let keepsBest: Bool
  private let kept: Kept

  /// What grows with the records; a class, since the run only borrows its observer.
  private final class Kept {
    /// The tables by the names of their files.
    var tables: [String: String]
    var stopping: EarlyStopping
    init(_ tables: [String: String], _ stopping: EarlyStopping) {
      (self.tables, self.stopping) = (tables, stopping)
    }
  }

  /// The names of the files of a run.
  static let (epochs, layers, report) = ("epochs.csv", "layers.csv", "index.html")
  static let (checkpoint, best) = ("checkpoint.safetensors", "best.safetensors")
  static let files = [checkpoint, epochs, layers, best, report]

  /// Begins to show a run; tables to go on with replace whatever the folder has.
  ///
  /// With several ranks, each writes a shard of the checkpoint.
  init(
    run: TrainingRun, folder: OutputFolder?, checkpoint: TrainingCheckpoint?,
    ranks: any Communicator, tables: [String: String]?, stopping: EarlyStopping, keepsBest: Bool,
    console: Console
  ) throws {
    interruption = try Interruption(console: console)
    board = ProgressBoard(["\(run.steps) steps"], console: console)
    (self.folder, self.checkpoint, self.keepsBest) = (folder, checkpoint, keepsBest)
    self.ranks = ranks
    var empty = [Self.epochs: Table.csvLine(TrainingRecord.header)]
    if run.recordsLayers { empty[Self.layers] = Table.csvLine(TrainingRecord.layerHeader) }
    kept = Kept(tables ?? empty, stopping)
    if let tables {
      // A kill may have come between the checkpoint and the tables.
      try write()
      for record in try TrainingRecord.testLosses(in: tables[Self.epochs] ?? "") {
        _ = kept.stopping.hears(loss: record.loss, step: record.step)
      }
    } else if let folder {
      try folder.remove(Self.best)
    }
  }

  /// The records so far, as `epochs.csv` has them.
  var records: String { kept.tables[Self.epochs] ?? "" }

  /// What was the best, and whether to give up.
  var stopping: EarlyStopping { kept.stopping }

  /// Shows an event and writes the records so far.
  ///
  /// - Returns: whether to go on.
  func observe(_ event: TrainingRun.Event) throws -> Bool {
    switch event {
    case .progress(let fraction):
      board.update(0, fraction: fraction)
    case .record(let record, let state):
      board.print(record.line)
      kept.tables[Self.epochs]?.append(Table.csvLine(record.cells))
      kept.tables[Self.layers]?.append(record.layerCells.map(Table.csvLine).joined())
      let isBest = kept.stopping.hears(loss: record.testLoss, step: record.step)
      if isBest, keepsBest, let folder {
        // Before the checkpoint, so that a run that goes on has the best of what was before.
        let notes = (checkpoint?.notes ?? [:]).merging(["step": "\(record.step)"]) { $1 }
        try state.saveWeights(to: folder.path(of: Self.best), notes: notes)
      }
      // The checkpoint has the tables, too: a kill behind it loses nothing.
      if ranks.count > 1 {
        try checkpoint?.save(state, tables: kept.tables, over: ranks)
      } else {
        try checkpoint?.save(state, tables: kept.tables)
      }
      try write()
    }
    return !interruption.isRequested() && !kept.stopping.isOver
  }

  private func write() throws {
    for (name, text) in kept.tables { try folder?.write(text, as: name) }
  }
}

extension TrainingRecord {
  /// The record in a line for a terminal.
  fileprivate var line: String {
    let parts = [
      "step \(step)", "epoch \(epoch.text())",
      "training loss \(trainingLoss.text(decimals: 4))",
      "test loss \(testLoss.text(decimals: 4))",
      "error \((testError * 100).text(decimals: 2)) %",
    ]
    let limit = steps.decayWasLimited ? ["the decay was stopped at 0"] : []
    return (parts + limit).joined(separator: "  ")
  }
}
