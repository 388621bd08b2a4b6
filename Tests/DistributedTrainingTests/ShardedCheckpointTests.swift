import Descent
import DistributedTraining
import Foundation
import Optimization
import Storing
import Testing
@testable import Training

@Suite struct ShardedCheckpointTests {
  private static let run: TrainingRun = {
    var run = TrainingRun(
      composition: Composition(
        transforms: [.clip(globalNorm: 1)], moments: .exponential(beta: 0.9),
        preconditioner: .rootMeanSquare(beta: 0.999, epsilon: 1e-8), decay: .stable(0.01),
        schedule: .constant(0.01)), steps: 4, recordInterval: 2)
    run.averageDecay = 0.9
    return run
  }()

  private static func makeTask() throws -> any TrainingTask {
    var generator = SplitMix64(seed: 4, stream: .initialization)
    let features = (0..<8 * 120).map { _ in generator.nextUniform() - 0.5 }
    let parts = Dataset(
      shape: [120], features: features, labels: (0..<8).map { $0 % 2 }, classes: ["no", "yes"])
    return try TaskPlan(
      data: .examples(training: parts, test: parts), hidden: [40], batchSize: 4
    ).makeTask(seed: 2)
  }

  /// Trains on one rank of some up to a record, saves and ends; or goes on from what is saved.
  ///
  /// - Returns: the bytes of a checkpoint of all state where there is one rank.
  private static func train(
    _ folder: String, over ranks: any Communicator, from start: Bool = false, until steps: Int
  ) throws -> [UInt8]? {
    var task = try makeTask()
    var run = run
    run.shardState(over: ranks)
    let checkpoint = TrainingCheckpoint(
      path: folder + "/checkpoint.safetensors", settings: ["data": "made up"])
    var bytes: [UInt8]?
    let contents = start ? try checkpoint.read() : nil
    #expect(!start || contents?.step == "2")
    _ = try run.train(&task, from: contents) { event in
      guard case .record(let record, let state) = event else { return true }
      let tables = ["epochs": "\(record.step),\n"]
      if ranks.count > 1 {
        try checkpoint.save(state, tables: tables, over: ranks)
      } else {
        bytes = try checkpoint.bytes(state, tables: tables)
        try checkpoint.save(state, tables: tables)
      }
      return record.step < steps
    }
    return bytes
  }

  private static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("shards-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  private static func files(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// Saved on some ranks, gone on with on others, saved there, and read by one process: the bytes of a run
  /// that was never stopped.
  @Test(arguments: [(2, 3), (3, 2), (4, 1), (1, 3), (1, 1)])
  func anyNumberOfRanksGoesOn(first: Int, second: Int) throws {
    let whole = try Self.withFolder { try Self.train($0, over: Alone(), until: 4) }
    try Self.withFolder { folder in
      _ = try ThreadRanks.run(first) { try Self.train(folder, over: $0, until: 2) }
      _ = try ThreadRanks.run(second) { try Self.train(folder, over: $0, from: true, until: 4) }
      // The shards of the earlier save are gone, and the file that an index replaces.
      #expect(try Self.files(in: folder).count == (second == 1 ? 1 : second + 1))
      let task = try Self.makeTask()
      let checkpoint = TrainingCheckpoint(
        path: folder + "/checkpoint.safetensors", settings: ["data": "made up"])
      let contents = try #require(try checkpoint.read())
      var optimizer = try Optimizer(Self.run.composition, measuresGain: true)
        .averagingWeights(beta: 0.9)
      try optimizer.load(
        contents.file, path: folder, groups: task.groups, buffers: task.buffers)
      let bytes = try checkpoint.bytes(
        TrainingRun.State(stepper: optimizer, task: task), tables: contents.tables)
      let isEqual = bytes == whole
      #expect(isEqual)
    }
  }

  /// A rank that can't write leaves the old checkpoint, and nothing of the new one.
  @Test func aFailureOnOneRankIsOneOnAll() throws {
    try Self.withFolder { folder in
      _ = try ThreadRanks.run(3) { try Self.train(folder, over: $0, until: 2) }
      let before = try Self.files(in: folder)
      let errors = try ThreadRanks.run(3) { ranks in
        let place = ranks.rank == 1 ? folder + "/missing" : folder
        do { _ = try Self.train(place, over: ranks, until: 4) } catch { return "\(error)" }
        return ""
      }
      for error in errors {
        #expect(error.hasPrefix("rank 1: ") && error.contains("there is no such folder"))
      }
      #expect(try Self.files(in: folder) == before)
    }
  }

  @Test func aDamagedShardIsRefused() throws {
    try Self.withFolder { folder in
      _ = try ThreadRanks.run(2) { try Self.train(folder, over: $0, until: 2) }
      let name = try #require(try Self.files(in: folder).first { $0.contains("-00002-of-") })
      let url = URL(fileURLWithPath: "\(folder)/\(name)")
      var bytes = try Data(contentsOf: url)
      bytes[bytes.count - 5] ^= 1
      try bytes.write(to: url)
      let error = #expect(throws: CheckpointError.self) {
        try Self.train(folder, over: Alone(), from: true, until: 4)
      }
      #expect(error?.problem.contains("is not as it was written") == true)
    }
  }

  /// What the ecosystem reads: plain names of weights in the index, each in one shard.
  @Test func theIndexHasAllWeights() throws {
    try Self.withFolder { folder in
      _ = try ThreadRanks.run(2) { try Self.train(folder, over: $0, until: 2) }
      let index = try JSONSerialization.jsonObject(
        with: Data(
          contentsOf: URL(fileURLWithPath: folder + "/checkpoint.safetensors.index.json")))
      let map = try #require((index as? [String: Any])?["weight_map"] as? [String: String])
      for parameter in try Self.makeTask().groups.flatMap(\.parameters) {
        let file = try #require(map[parameter.name])
        #expect(file.hasSuffix("-of-00002.safetensors"))
      }
      #expect(Set(map.values).count == 2)
      #expect(map.keys.contains { $0.contains("/m[0:4096] of [") })
    }
  }

  /// Shards that no index will name are of no use to anybody.
  @Test func anIndexThatCannotBeWrittenLeavesNothingNew() throws {
    try Self.withFolder { folder in
      let index = folder + "/checkpoint.safetensors.index.json"
      // A folder can't be replaced by a file.
      try FileManager.default.createDirectory(atPath: index, withIntermediateDirectories: true)
      let before = try Self.files(in: folder)
      let errors = try ThreadRanks.run(3) { ranks in
        do { _ = try Self.train(folder, over: ranks, until: 2) } catch { return "\(error)" }
        return ""
      }
      for error in errors { #expect(error.hasPrefix("rank 0: ") && error.contains("a folder")) }
      #expect(try Self.files(in: folder) == before)
    }
  }
}
