import Storing
import Testing
import Training

@Suite struct TrainingCheckpointTests {
  private let checkpoint: TrainingCheckpoint = {
    var checkpoint = TrainingCheckpoint(path: "run", settings: ["seed": "3", "steps": "9"])
    checkpoint.changeable = ["steps"]
    return checkpoint
  }()

  private func contents(_ changes: [String: String?] = [:]) throws -> TrainingCheckpoint.Contents {
    var writer = SafeTensorsWriter()
    writer.metadata = [
      "step": "40", "run seed": "3", "run steps": "9", "table epochs": "1,2\n40,1\n",
    ]
    for (key, text) in changes { writer.metadata[key] = text }
    return try checkpoint.contents(of: SafeTensors(writer.bytes()))
  }

  @Test func `the tables are those of the file`() throws {
    let read = try contents(["table layers": "40,a\n", "another": "x", "run steps": "7"])
    #expect(read.step == "40")
    #expect(read.tables == ["epochs": "1,2\n40,1\n", "layers": "40,a\n"])
    #expect(try contents(["table epochs": nil]).tables.isEmpty)
  }

  @Test(arguments: ["", "1,2\n40,1", "40,1\n1,2\n", "1,2\n4,1\n", "1,2\n400,1\n", "1,40\n"])
  func `a table ends with the last step`(table: String) {
    let error = #expect(throws: CheckpointError.self) { try contents(["table epochs": table]) }
    #expect(
      error?.description == "run: the table epochs doesn't end with the step 40")
  }

  @Test(
    arguments: [
      (["run seed": "4"], "seed is 4 there, but 3 here"),
      (["run seed": nil], "seed is nothing there, but 3 here"),
      (
        ["run a": "b", "run seed": "4"],
        "a is b there, but nothing here; seed is 4 there, but 3 here"
      ),
    ] as [([String: String?], String)])
  func `another run is refused with what differs`(changes: [String: String?], said: String) {
    let error = #expect(throws: OtherRunError.self) { try contents(changes) }
    #expect(error?.description == "run is of another run: \(said)")
  }
}
