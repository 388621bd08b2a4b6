import Descent
import Foundation
import Storing
import TestSupport
import Testing

/// What a model keeps beside its parameters, saved and loaded.
@Suite struct BufferTests {
  private struct Network: Model {
    let inner: Linear
    let norm = BatchNorm(channels: 4)
    let dropout: Dropout
    let outer: Linear

    init() {
      var generator = SplitMix64(seed: 1)
      inner = Linear(from: 3, to: 4, using: &generator)
      dropout = Dropout(0.5, using: &generator)
      outer = Linear(from: 4, to: 2, using: &generator)
    }
  }

  /// A network with its optimizer.
  private struct Run {
    let network = Network()
    let groups: [ParameterGroup]
    var optimizer: Optimizer

    init() throws {
      groups = [ParameterGroup("all", network.parameters)]
      optimizer = try Optimizer(.adamw(learningRate: .constant(0.1)))
    }

    mutating func take(_ step: Int) throws {
      let x = (0..<15).map { Float(($0 * 7 + step * 5) % 11) / 11 }
      for group in groups { group.clearGradients() }
      let hidden = network.norm(network.inner(Tensor(x, shape: [5, 3])))
      network.outer(network.dropout(hidden)).crossEntropy([0, 1, 0, 1, 1]).backward()
      try optimizer.step(groups)
    }

    /// The bits of everything that another run must have, too.
    var bits: [[UInt32]] {
      network.parameters.map { $0.value.map(\.bitPattern) }
        + [network.norm.runningMean, network.norm.runningVariance].map { $0.map(\.bitPattern) }
    }
  }

  @Test func `a network with batch norm and dropout goes on with the same bits`() throws {
    let folder = try TemporaryFolder()
    var run = try Run()
    for step in 1...4 {
      try run.optimizer.save(
        to: folder.file("\(step)"), groups: run.groups, buffers: run.network.buffers)
      try run.take(step)
    }
    for saved in 1...4 {
      var resumed = try Run()
      for step in 5...6 { try resumed.take(step) }
      try resumed.optimizer.load(
        from: folder.file("\(saved)"), groups: resumed.groups, buffers: resumed.network.buffers)
      for step in saved...4 { try resumed.take(step) }
      #expect(resumed.bits == run.bits)
    }
  }

  @Test(arguments: ["norm.running_mean", "norm.running_var", "dropout.generator"])
  func `without a buffer it goes elsewhere`(_ name: String) throws {
    let folder = try TemporaryFolder()
    var run = try Run()
    try run.take(1)
    try run.optimizer.save(to: folder.file("a"), groups: run.groups, buffers: run.network.buffers)
    var resumed = try Run()
    let others = resumed.network.buffers.filter { $0.name != name }
    let skipped = try resumed.optimizer.load(
      from: folder.file("a"), groups: resumed.groups, buffers: others, allowing: .extra)
    #expect(skipped.map(\.name) == [name])
    for step in 2...3 {
      try run.take(step)
      try resumed.take(step)
    }
    #expect(resumed.bits != run.bits)
  }

  @Test func `a buffer that does not fit is refused, and nothing has changed`() throws {
    let folder = try TemporaryFolder()
    var run = try Run()
    try run.take(1)
    let generator = SharedGenerator(SplitMix64(seed: .max))
    let saved = [
      Buffer("norm.running_mean", .numbers(StorageSlice(copying: [1, 2]))),
      Buffer("norm.running_var", .generator(generator)),
      Buffer("dropout.generator", .generator(generator)),
    ]
    try run.optimizer.save(to: folder.file("a"), groups: run.groups, buffers: saved)
    let before = (run.bits, run.network.dropout.generator.generator)
    let error = #expect(throws: CheckpointError.self) {
      try run.optimizer.load(
        from: folder.file("a"), groups: run.groups, buffers: run.network.buffers)
    }
    #expect(
      error?.differences.map(\.description) == [
        "norm.running_mean is unsuitable: it must be F32 [4], but is F32 [2]",
        "norm.running_var is unsuitable: it must be F32 [4], but is I64 []",
      ])
    #expect(run.bits == before.0 && run.network.dropout.generator.generator == before.1)
    // Those that fit are taken, all 64 bits of a generator with them.
    try run.optimizer.load(
      from: folder.file("a"), groups: run.groups, buffers: run.network.buffers,
      allowing: .unsuitable)
    #expect(run.bits == before.0 && run.network.dropout.generator.generator.state == .max)
  }

  @Test func `a buffer with the name of a parameter is refused`() throws {
    let folder = try TemporaryFolder()
    let run = try Run()
    let error = #expect(throws: CheckpointError.self) {
      try run.optimizer.save(
        to: folder.file("a"), groups: run.groups,
        buffers: [Buffer("inner.weight", .numbers(StorageSlice(copying: [1])))])
    }
    #expect(error?.problem == "two arrays would be called \"inner.weight\"")
    #expect(try folder.contents.isEmpty)
  }

  @Test func `a buffer prints its name and what it holds`() {
    let generator = SharedGenerator(SplitMix64(seed: 7))
    #expect("\(Buffer("mean", .numbers(StorageSlice(copying: [1, 2]))))" == "mean [2]: 1.0, 2.0")
    #expect("\(Buffer("dropout", .generator(generator)))" == "dropout: state 7")
  }
}
