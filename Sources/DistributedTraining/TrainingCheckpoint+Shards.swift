import Foundation
import Kernels
import Storing
public import Training

extension TrainingCheckpoint {
  /// Replaces the checkpoint by one in shards: each rank of a run with sharded state writes its own.
  ///
  /// The shards bear a name of this save, and are written before the index, which names them and is
  /// replaced as a whole: whatever happens, the old checkpoint or the new one is there, whole.
  ///
  /// - Parameters:
  ///   - state: where the run stands.
  ///   - tables: the tables of the records so far, by their names; those of rank 0 are kept.
  ///   - ranks: all processes, which call this together.
  /// - Throws: `ShardError` on every rank, where a file can't be written on one; what was there is there
  ///   still.
  public func save(
    _ state: TrainingRun.State, tables: [String: String], over ranks: any Communicator
  ) throws {
    let file = CheckpointFile(path: path)
    let save = ranks.gather(String(UUID().uuidString.prefix(8)))[0]
    let name = file.shardName(save: save, number: ranks.rank + 1, count: ranks.count)
    var checkpoint = self
    checkpoint.notes["shard"] = name
    var shard: SafeTensors?
    var fingerprint = ""
    try ranks.together {
      let bytes = try checkpoint.bytes(state, tables: tables)
      let written = try SafeTensors(bytes)
      if !written.arrays.isEmpty { try file.beside(name).replace(with: bytes) }
      shard = written
      fingerprint = "\(Fingerprint(of: bytes.span))"
    } undo: {
      file.beside(name).remove()
    }
    let arrays = shard?.arrays ?? []
    let names = ranks.gather(arrays.map(\.name).joined(separator: "\u{1F}"))
    let fingerprints = ranks.gather(fingerprint)
    let size = ranks.gather([Double(arrays.reduce(0) { $0 + $1.entry.range.count })])
    try ranks.together {
      guard ranks.rank == 0, var metadata = shard?.metadata else { return }
      metadata["shard"] = nil
      var files: [String: String] = [:]
      var prints: [String: String] = [:]
      for (rank, names) in names.enumerated() {
        let name = file.shardName(save: save, number: rank + 1, count: ranks.count)
        for array in names.split(separator: "\u{1F}") {
          files[String(array)] = name
          prints[name] = fingerprints[rank]
        }
      }
      let index = ShardIndex(
        metadata: metadata, totalSize: Int(size.reduce(0) { $0 + $1[0] }), files: files,
        fingerprints: prints)
      try file.index.replace(with: index.bytes)
      file.remove()
      file.removeShards(except: save)
    } undo: {
      file.beside(name).remove()
    }
  }
}

extension Communicator {
  /// Does something on all ranks; where one fails, it is undone on all.
  ///
  /// - Throws: `ShardError` on every rank, with the first that failed.
  fileprivate func together(_ work: () throws -> Void, undo: () -> Void) throws {
    var problem = ""
    do { try work() } catch { problem = "\(error)" }
    let problems = gather(problem)
    guard let first = problems.firstIndex(where: { !$0.isEmpty }) else { return }
    undo()
    throw ShardError(rank: first, problem: problems[first])
  }
}

/// Why a checkpoint in shards was not written; its description is one line.
public struct ShardError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first rank that failed.
  public let rank: Int

  /// Why.
  public let problem: String

  /// The rank, and why.
  public var description: String { "rank \(rank): \(problem)" }
}
