import Foundation
import Testing

/// What only the built program can show: its streams, its exit codes, what Ctrl-C does.
@Suite struct ProcessTests {
  @Test func errorsGoToTheOtherStream() throws {
    let process = program(["explain", "--decya", "l2:1"])
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let message = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 2)
    #expect(printed.isEmpty)
    #expect(
      String(decoding: message, as: UTF8.self)
        == "descent: explain has no --decya; did you mean --decay?\n")
  }

  /// An endless job ends when asked, with the code that shells expect, and keeps what it wrote.
  @Test(arguments: [SIGINT, SIGTERM])
  func interruption(by signal: Int32) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("descent-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = folder.appendingPathComponent("small.txt")
    try Data(String(repeating: "to and fro; ", count: 20).utf8).write(to: text)
    let process = program([
      "train", "--data", "text:\(text.path)", "--hidden", "4", "--steps", "1000000000", "--out",
      folder.path,
    ])
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    // The first line says that the job listens and has a record.
    let first = output.fileHandleForReading.availableData
    kill(process.processIdentifier, signal)
    _ = try output.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    #expect(!first.isEmpty)
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 128 + signal)
    let table = try String(contentsOf: folder.appendingPathComponent("epochs.csv"), encoding: .utf8)
    #expect(table.hasPrefix("step,epoch,"))
    #expect(table.hasSuffix("\n"))
  }

  /// The first files are those that the process itself needs; a thread's stack has the size of `-s`.
  @Test(arguments: [
    ("ulimit -n 5", "no more files can be opened; close others, or raise ulimit -n"),
    (
      "ulimit -s 1000000000 && ulimit -v 16000000",
      "no thread can be started; end other processes, or raise ulimit -u"
    ),
  ])
  func `what the system refuses is said`(_ limit: String, _ sentence: String) throws {
    let folder = try ToyFolder()
    let table = try folder.writeTable()
    let descent = program([])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "\(limit) && exec \"$0\" \"$@\"", descent.executableURL?.path ?? "", "train", "--data",
      "csv:\(table)", "--steps", "2", "--hidden", "2",
    ]
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let message = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 1)
    #expect(String(decoding: message, as: UTF8.self).hasSuffix("descent: \(sentence)\n"))
  }

  /// What a program says that ends with the code of a failure.
  private func failure(of process: Process) throws -> String {
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let message = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    return String(decoding: message, as: UTF8.self)
  }

  /// The first file that is opened would take the place of a stream that is closed.
  @Test(arguments: [["explain"], ["train", "--steps", "2", "--hidden", "2"]])
  func `a closed stream is no file`(_ words: [String]) throws {
    let folder = try ToyFolder()
    let data = words[0] == "train" ? ["--data", "csv:\(try folder.writeTable())"] : []
    let descent = program([])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "exec \"$0\" \"$@\" <&- >&-", descent.executableURL?.path ?? ""] + words + data
      + (words[0] == "train" ? ["--out", folder.path("out")] : [])
    let message = try failure(of: process)
    #expect(message.hasSuffix("descent: the output can't be written: bad file descriptor\n"))
  }

  @Test func `output that can't be written is a failure with a sentence`() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    for words in [["catalogue"], ["explain"]] {
      let process = program(words)
      process.standardOutput = full
      let message = try failure(of: process)
      #expect(message == "descent: the output can't be written: no space left on device\n")
    }
  }
}
