import Descent
import Foundation
import Testing

/// What remains of a run whose process is killed, and how it goes on.
@Suite struct KilledProcessTests {
  @Test(arguments: ToyData.allCases)
  func `a run that was killed writes the table of a run that was not`(_ data: ToyData) throws {
    let folder = try ToyFolder()
    var words =
      try ["train", "--epochs", "12", "--hidden", "8", "--seed", "3"] + data.words(in: folder)
    words += ["--optimizer", "adams", "--warm-up", "5", "--out"]
    let undisturbed = program(words + [folder.path("undisturbed")])
    undisturbed.standardOutput = FileHandle.nullDevice
    try undisturbed.run()
    undisturbed.waitUntilExit()
    let table = try Data(contentsOf: folder.url("undisturbed/epochs.csv"))
    #expect(undisturbed.terminationStatus == 0 && table.count > 1_000)

    words += [folder.path("killed"), "--resume"]
    var random = SplitMix64(seed: 8)
    var kills = 0
    for records in [1, 4, 1, 3, 5] {
      kills +=
        try killed(
          words, afterRecords: records, microseconds: Int(random.next() % 30_000)) ? 1 : 0
      // The table may be ahead of the checkpoint.
      try "a line too many\n".append(to: folder.url("killed/epochs.csv"))
    }
    #expect(kills > 2)
    let last = program(words)
    last.standardOutput = FileHandle.nullDevice
    try last.run()
    last.waitUntilExit()
    #expect(last.terminationStatus == 0)
    #expect(try Data(contentsOf: folder.url("killed/epochs.csv")) == table)
  }

  /// Runs the program and kills it.
  ///
  /// - Parameters:
  ///   - words: the command line.
  ///   - records: how many lines it may print before.
  ///   - microseconds: how long it may go on after them.
  /// - Returns: whether it was killed before it ended.
  /// - Throws: where the program can't be started.
  private func killed(
    _ words: [String], afterRecords records: Int, microseconds: Int
  ) throws -> Bool {
    let process = program(words)
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    var lines = 0
    while lines < records {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      lines += data.count { $0 == UInt8(ascii: "\n") }
    }
    usleep(UInt32(microseconds))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let wasKilled = process.terminationReason == .uncaughtSignal
    let message = try errors.fileHandleForReading.readToEnd() ?? Data()
    #expect(
      wasKilled || process.terminationStatus == 0, "\(String(decoding: message, as: UTF8.self))")
    return wasKilled
  }
}

/// Small data of each kind, with the flags that train on them.
enum ToyData: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case text, table, images

  var testDescription: String { rawValue }

  func words(in folder: ToyFolder) throws -> [String] {
    switch self {
    case .text: ["--data", "text:\(try folder.writeText())", "--batch", "16"]
    case .table:
      ["--data", "csv:\(try folder.writeTable())", "--batch", "7", "--label-noise", "0.2"]
    case .images:
      ["--data", "idx:\(try folder.writeImages())", "--batch", "8", "--label-noise", "0.3"]
    }
  }
}

/// A folder with small data, which goes when the test ends.
final class ToyFolder {
  private let root = FileManager.default.temporaryDirectory
    .appendingPathComponent("descent-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func url(_ name: String) -> URL { root.appendingPathComponent(name) }

  func path(_ name: String) -> String { url(name).path }

  func writeText() throws -> String {
    try Data(String(repeating: "to and fro; ", count: 20).utf8).write(to: url("small.txt"))
    return path("small.txt")
  }

  func writeTable() throws -> String {
    let rows = (0..<60).map { "\($0 % 7),\($0),\($0 % 3 == 0 ? "left" : "right")" }
    try Data((["x,y,side"] + rows).joined(separator: "\n").utf8).write(to: url("table.csv"))
    return path("table.csv")
  }

  /// Forty images of 3 × 3 pixels: the header of the format, then the bytes.
  func writeImages() throws -> String {
    let pixels: [UInt8] = (0..<360).map { place in UInt8((place * 37 + place / 9) % 251) }
    let labels: [UInt8] = (0..<40).map { place in UInt8(place % 4) }
    let imageHeader: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 3, 0, 0, 0, 3]
    let labelHeader: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 40]
    try Data(imageHeader + pixels).write(to: url("images"))
    try Data(labelHeader + labels).write(to: url("labels"))
    return "\(path("images")),\(path("labels"))"
  }
}

extension String {
  /// Appends the text to a file, where there is one.
  fileprivate func append(to url: URL) throws {
    guard let file = try? FileHandle(forWritingTo: url) else { return }
    try file.seekToEnd()
    try file.write(contentsOf: Data(utf8))
    try file.close()
  }
}
