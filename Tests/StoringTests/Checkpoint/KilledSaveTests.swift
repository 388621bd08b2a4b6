import Descent
import Foundation
import Storing
import TestSupport
import Testing

/// What a process leaves behind that is killed while it saves.
@Suite struct KilledSaveTests {
  @Test func `a kill at any moment leaves the old file or the new one`() async throws {
    try await expectWholeFiles(kills: 60, inPlace: false)
  }

  @Test func `a file that is overwritten in its place is caught`() async {
    await withKnownIssue { try await expectWholeFiles(kills: 30, inPlace: true) }
  }

  @Test func `what a killed process has left goes when it is old`() throws {
    let folder = try TemporaryFolder()
    let old = "saved.\(UUID().uuidString).partial"
    let young = "saved.\(UUID().uuidString).partial"
    for name in [old, young, "saved.my.partial", "other.\(UUID().uuidString).partial"] {
      try Data([1]).write(to: URL(fileURLWithPath: folder.file(name)))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: name == young ? -500 : -700)],
        ofItemAtPath: folder.file(name))
    }
    let before = try folder.contents
    try CheckpointFile(path: folder.file("saved")).replace(with: [2])
    #expect(Set(try folder.contents) == Set(before).subtracting([old]).union(["saved"]))
  }

  /// Kills processes that save two checkpoints in turn, and loads what they leave.
  private func expectWholeFiles(kills: Int, inPlace: Bool) async throws {
    let folder = try TemporaryFolder()
    // Large enough that most kills come while bytes are on their way.
    let weight = Parameter("w", Array(repeating: 1, count: 1 << 18))
    let groups = [ParameterGroup("all", [weight])]
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1), momentum: 0.9))
    var whole: Set<Data> = []
    for step in 1...2 {
      weight.setGradient(weight.value.indices.map(Float.init))
      try optimizer.step(groups)
      try optimizer.save(to: folder.file("\(step)"), groups: groups)
      whole.insert(try Data(contentsOf: URL(fileURLWithPath: folder.file("\(step)"))))
    }
    var found: Set<Data> = []
    var random = SplitMix64(seed: 6)
    for count in 1...kills {
      let delay = UInt32(random.next() % 20_000)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          folder = folder.file("") as String, first = 1 + count % 2 as Int,
          delay = delay as UInt32, inPlace = inPlace as Bool
        ] in
        let contents = try [first, 3 - first].map { step in
          try Data(contentsOf: URL(fileURLWithPath: "\(folder)\(step)"))
        }
        func save(_ bytes: Data) throws {
          if inPlace {
            try bytes.write(to: URL(fileURLWithPath: "\(folder)saved"))
          } else {
            try CheckpointFile(path: "\(folder)saved").replace(with: [UInt8](bytes))
          }
        }
        try save(contents[0])
        Thread.detachNewThread {
          usleep(delay)
          kill(getpid(), SIGKILL)
        }
        while true { for bytes in contents { try save(bytes) } }
      }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("saved")))
      #expect(whole.contains(bytes), "killed \(count) times")
      guard found.insert(bytes).inserted else { continue }
      try optimizer.load(from: folder.file("saved"), groups: groups)
      #expect((1...2).contains(optimizer.stepCount))
    }
    #expect(found == whole)
  }
}
