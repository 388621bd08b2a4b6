import Foundation
import Training
import TestSupport
import Testing

@Suite struct DataSourceTests {
  @Test(arguments: [
    "images", "text", "idx:a,b", "idx:a,b,c,d", "cifar10:folder", "cifar10:a,b", "csv:a.csv",
    "text:a.txt",
  ])
  func forms(text: String) {
    #expect(DataSource(text)?.description == text)
  }

  @Test(arguments: ["", "image", "images:a", "idx", "idx:a", "idx:a,b,c", "csv", "csv:", "x:y"])
  func noForms(text: String) {
    #expect(DataSource(text) == nil)
  }

  @Test func tablesAreSplitAndStandardized() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20).map { "\($0),\($0 % 2)" }.joined(separator: "\n")
    let source = DataSource.csv(try folder.file("t.csv", rows))
    guard case .examples(let training, let test) = try source.load(testShare: 0.25, seed: 1) else {
      Issue.record("a table must give examples")
      return
    }
    #expect(training.count == 15)
    #expect(test.count == 5)
    guard case .csv(let path) = source else { return }
    let parts = try CSV.read(path, testShare: 0.25, seed: 1)
    #expect(
      parts.training.features == training.features && parts.training.labels == training.labels)
    #expect(parts.test.features == test.features && parts.test.labels == test.labels)
    #expect(abs(training.features.reduce(0, +)) < 1e-4)
  }

  /// A time in seconds since 1970 has more digits than a `Float`.
  @Test func numbersAreStandardizedBeforeTheyLoseDigits() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<40).map { "\(1_700_000_000 + $0 % 2),\($0 % 2)" }.joined(separator: "\n")
    let source = DataSource.csv(try folder.file("t.csv", rows))
    guard case .examples(let training, _) = try source.load(testShare: 0.25, seed: 1) else {
      Issue.record("a table must give examples")
      return
    }
    for (feature, label) in zip(training.features, training.labels) {
      #expect((feature > 0) == (label == 1))
    }
  }

  /// What is missing is the mean, which is 0 then; the others have the mean square 1.
  @Test func missingNumbersDoNotCount() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20).map { "\($0 % 5 == 3 ? "" : "\(1 << $0)"),\($0 % 2)" }
    let source = DataSource.csv(try folder.file("t.csv", rows.joined(separator: "\n")))
    guard
      case .examples(let training, _) = try source.load(
        table: .init(missing: .mean), testShare: 0.1, seed: 1)
    else {
      Issue.record("a table must give examples")
      return
    }
    let known = training.features.filter { $0 != 0 }
    #expect(known.count < training.count)
    #expect(abs(known.reduce(0) { $0 + $1 * $1 } / Float(known.count) - 1) < 1e-5)
  }

  @Test func aLineSaysHowATableWasUnderstood() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20).map { "\($0),\($0),\($0 % 2 == 0 ? "a" : "b")" }
    let path = try folder.file(
      "t.csv",
      "rownames;x;kind\n"
        + rows.joined(separator: "\n")
        .replacingOccurrences(of: ",", with: ";"))
    #expect(
      try DataSource.csv(path).understood(table: .init(), testShare: 0.1, seed: 1).summary
        == "18 examples to learn from, 2 to test; 1 feature; 2 classes: a (10), b (10); "
        + "semicolon-separated with a header; labels in kind; left out: rownames")
    // pandas writes no name over the numbers of rows.
    let text = try String(contentsOfFile: path, encoding: .utf8).dropFirst("rownames".count)
    let unnamed = DataSource.csv(try folder.file("u.csv", String(text)))
    #expect(
      try unnamed.understood(table: .init(), testShare: 0.1, seed: 1).summary
        .hasSuffix("; left out: column 1"))
  }

  @Test func tooFewExamples() throws {
    let folder = try TemporaryFolder()
    let source = DataSource.csv(try folder.file("t.csv", "1,a\n"))
    let error = try #require(throws: DataError.self) { try source.load(testShare: 0.1, seed: 1) }
    #expect(
      error.description.hasSuffix(
        "of 1 in all there is no example to test by; the test share decides how many are held back")
    )
  }

  @Test func aShareOfATextIsHeldBack() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("t.txt", "a text of some length, and more")
    for source in [DataSource.novel, .text(path)] {
      guard case .text(_, let share) = try source.load(testShare: 0.25, seed: 1) else {
        Issue.record("a text must give a text")
        return
      }
      #expect(share == 0.75)
    }
  }

  @Test func tooShortATextIsRefused() throws {
    let folder = try TemporaryFolder()
    let source = DataSource.text(try folder.file("t.txt", "too short"))
    let error = try #require(throws: DataError.self) { try source.load(testShare: 0.1, seed: 1) }
    #expect(error.description.contains("at least 18 characters"))
  }

  @Test func cifarFolder() throws {
    let folder = try TemporaryFolder()
    let record = [UInt8](repeating: 7, count: 3072)
    for batch in 1...5 { _ = try folder.file("data_batch_\(batch).bin", [UInt8(batch)] + record) }
    _ = try folder.file("test_batch.bin", [9] + record)
    let data = try DataSource.cifar10([folder.path]).load(testShare: 0.1, seed: 1)
    guard case .examples(let training, let test) = data else {
      Issue.record("batches must give examples")
      return
    }
    #expect(training.labels == [1, 2, 3, 4, 5])
    #expect(test.labels == [9])
  }

  @Test func imagesForTestingAreReadWhereTheyAreGiven() throws {
    let folder = try TemporaryFolder()
    let files = [
      try folder.file("i", [0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 1, 1, 2, 3]),
      try folder.file("l", [0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 0]),
      try folder.file("j", [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 4, 5]),
      try folder.file("m", [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]),
    ]
    guard
      case .examples(let training, let test) = try DataSource.idx(files).load(
        testShare: 0.1, seed: 1)
    else {
      Issue.record("images must give examples")
      return
    }
    #expect(training.labels == [0, 1, 0] && test.labels == [1, 0])
    // Where they aren't, a share of the others is held back.
    guard
      case .examples(let most, let rest) = try DataSource.idx(Array(files.prefix(2))).load(
        testShare: 0.34, seed: 1)
    else {
      Issue.record("images must give examples")
      return
    }
    #expect(most.count == 2 && rest.count == 1)
  }

  @Test func filesLargerThanTheMemory() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("large.csv", "a,b")
    let memory = ProcessInfo.processInfo.physicalMemory
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: memory + 1)
    let error = try #require(throws: DataError.self) {
      try DataSource.csv(path).load(testShare: 0.1, seed: 1)
    }
    #expect(error.description.contains("it has \(memory + 1) bytes, more than this machine's"))
  }

  @Test func testImagesOfAnotherShape() throws {
    let folder = try TemporaryFolder()
    let images = try folder.file("i", [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2])
    let labels = try folder.file("l", [0, 0, 8, 1, 0, 0, 0, 2, 0, 1])
    let others = try folder.file("o", [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2])
    let label = try folder.file("m", [0, 0, 8, 1, 0, 0, 0, 1, 1])
    let error = try #require(throws: DataError.self) {
      try DataSource.idx([images, labels, others, label]).load(testShare: 0.1, seed: 1)
    }
    #expect(error.description.hasSuffix("o: must be of the training images' shape [1], but is [2]"))
  }
}
