import DescentCommand
import Foundation
import Testing

/// The life of a run beyond one training: measured, prolonged, begun from weights, given up early.
@Suite struct EvaluateCommandTests {
  private let folder: ToyFolder
  private let data: [String]

  init() throws {
    folder = try ToyFolder()
    data = try ToyData.table.words(in: folder)
  }

  private func run(_ words: [String]) -> (code: ExitCode, output: String, errors: [String]) {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(words, console: recorder.console)
    return (code, recorder.output, recorder.errorLines)
  }

  private func train(_ out: String, _ words: String...) throws -> (
    code: ExitCode, output: String, errors: [String]
  ) { run(["train", "--hidden", "4", "--out", folder.path(out)] + data + words) }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.url(name), encoding: .utf8)
  }

  @Test func `a run is measured as it was recorded, without a flag`() throws {
    #expect(try train("out", "--steps", "20", "--keep-best").code == .success)
    let record = try #require(try text("out/epochs.csv").split(separator: "\n").last)
    let cells = record.split(separator: ",", omittingEmptySubsequences: false)
    let (training, test) = (try #require(Double(cells[2])), try #require(Double(cells[4])))
    let result = run(["evaluate", folder.path("out")])
    #expect(result.code == .success, "\(result.errors)")
    let last = try #require(
      result.output.split(separator: "\n").first { $0.contains("checkpoint.safetensors") })
    let numbers = last.split(separator: " ").dropFirst().compactMap { Double($0) }
    #expect(numbers.count == 4 && numbers[0] == 20)
    #expect(abs(numbers[1] - training) <= 5e-5 && abs(numbers[2] - test) <= 5e-5)
    let error = try #require(Double(cells[5]))
    #expect((0..<1).contains(error) && abs(numbers[3] - 100 * error) <= 5e-3)
    #expect(result.output.contains("best.safetensors"))
    let other = run(["evaluate", folder.path("out/best.safetensors"), "--test-share", "0.5"])
    #expect(other.code == .success && other.output != result.output)
    let wider = run(["evaluate", folder.path("out"), "--hidden", "5"])
    #expect(wider.code == .failure)
    #expect(wider.errors.last?.contains("layers.0.weight is unsuitable") == true)
  }

  @Test func `new rows are answered for as they were tested`() throws {
    #expect(try train("out", "--steps", "20", "--network", "mlp-bn").code == .success)
    let table = folder.path("table.csv")
    let result = run(["predict", folder.path("out"), table])
    #expect(result.code == .success, "\(result.errors)")
    let rows = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    let answers = result.output.split(separator: "\n")
    #expect(answers.count == rows.count && answers[0].hasPrefix("prediction,"))
    let classes = answers[0].split(separator: ",").dropFirst()
    for answer in answers.dropFirst() {
      let cells = answer.split(separator: ",")
      let shares = cells.dropFirst().compactMap { Double($0) }
      #expect(abs(shares.reduce(0, +) - 1) < 1e-3)
      #expect(zip(classes, shares).max { $0.1 < $1.1 }?.0 == cells[0])
    }
    // One row is answered for as it is among others, and needs no label.
    let header = rows[0].split(separator: ",").dropLast().joined(separator: ",")
    let row = rows[1].split(separator: ",").dropLast().joined(separator: ",")
    try Data("\(header)\n\(row)\n".utf8).write(to: folder.url("new.csv"))
    let one = run(["predict", folder.path("out"), folder.path("new.csv")])
    #expect(one.output.split(separator: "\n").last == answers[1])
    let other = run(["predict", folder.path("out/epochs.csv"), table])
    #expect(other.code == .failure)
  }

  @Test func `the best is the record with the lowest test loss, and patience ends the run`() throws
  {
    let result = try train(
      "out", "--steps", "4000", "--learning-rate", "0.3", "--patience", "2", "--keep-best")
    #expect(result.code == .success)
    let losses = try text("out/epochs.csv").split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return (step: String(cells[0]), loss: try #require(Double(cells[4])))
    }
    let best = try #require(losses.min { $0.loss < $1.loss })
    #expect(
      result.errors.last == "descent: stopped early: the test loss was lowest at step \(best.step)")
    #expect(losses.suffix(3).first?.step == best.step && losses.last?.step != "4000")
    let table = run(["evaluate", folder.path("out/best.safetensors")]).output
    #expect(table.contains(" \(best.step) "))
    let records = losses.count
    // What was given up is not taken up again, unless there is more patience.
    let again = ["--steps", "4000", "--learning-rate", "0.3", "--resume", "--patience"]
    #expect(
      run(["train", "--hidden", "4", "--out", folder.path("out")] + data + again + ["2"]).output
        == "")
    let patient = run(
      ["train", "--hidden", "4", "--out", folder.path("out")] + data + again + ["3"])
    #expect(!patient.output.isEmpty)
    #expect(try text("out/epochs.csv").split(separator: "\n").count > records + 1)
  }

  @Test func `a schedule without an end lets a run be prolonged, with the same bits`() throws {
    let constant = ["--schedule", "constant"]
    func train(_ out: String, _ words: [String]) -> (code: ExitCode, errors: [String]) {
      let result = run(["train", "--hidden", "4", "--out", folder.path(out)] + data + words)
      return (result.code, result.errors)
    }
    #expect(train("long", constant + ["--steps", "40"]).code == .success)
    #expect(train("short", constant + ["--steps", "20"]).code == .success)
    #expect(train("short", constant + ["--resume"]).code == .failure)
    #expect(train("short", constant + ["--steps", "40", "--resume"]).code == .success)
    func lastLine(_ out: String) throws -> [Substring] {
      let line = try text("\(out)/epochs.csv").split(separator: "\n").last ?? ""
      return line.split(separator: ",", omittingEmptySubsequences: false)
    }
    // Means over the steps since the record before are left out: records lie elsewhere.
    #expect(try lastLine("short").prefix(8) == lastLine("long").prefix(8))
    #expect(train("cosine", ["--steps", "20"]).code == .success)
    let refused = train("cosine", ["--steps", "40", "--resume"])
    #expect(refused.code == .failure)
    #expect(
      refused.errors.last?.hasSuffix(
        "a run can be prolonged where its schedule has no end: one of --schedule constant") == true)
  }

  /// What was the best of another run is not that of this one, which keeps none.
  @Test func `a run that is begun anew leaves no best of the last`() throws {
    let best = folder.path("out/best.safetensors")
    #expect(try train("out", "--steps", "20", "--keep-best").code == .success)
    #expect(FileManager.default.fileExists(atPath: best))
    #expect(try train("out", "--steps", "20", "--overwrite").code == .success)
    #expect(!FileManager.default.fileExists(atPath: best))
  }

  @Test func `a run begins from weights`() throws {
    #expect(try train("out", "--steps", "20", "--keep-best").code == .success)
    let start = run(["evaluate", folder.path("out")]).output
    let still = try train(
      "next", "--steps", "1", "--learning-rate", "0", "--from", folder.path("out"))
    #expect(still.code == .success)
    let measured = run(["evaluate", folder.path("next")]).output
    func losses(_ table: String, _ file: String) -> [Substring] {
      let line = table.split(separator: "\n").first { $0.contains(file) } ?? ""
      return Array(line.split(separator: " ").dropFirst(2))
    }
    #expect(losses(measured, "checkpoint") == losses(start, "best"))
    #expect(!losses(measured, "checkpoint").isEmpty)
    // From where a run began decides it: it can't go on as another.
    let other = try train("next", "--steps", "1", "--learning-rate", "0", "--resume")
    #expect(other.code == .failure)
    #expect(
      other.errors.last?.contains("from is \(folder.path("out")) there, but nothing here") == true)
    let missing = try train("other", "--from", folder.path("nothing"))
    #expect(
      missing.code == .failure && missing.errors.last?.hasSuffix("there is no such file") == true)
  }

  @Test func `the page has the curves and the command that makes them again`() throws {
    #expect(try train("out", "--steps", "20").code == .success)
    let page = try text("out/index.html")
    #expect(page.contains("<svg") && page.contains("Test error"))
    #expect(page.contains("descent train --hidden 4 --data csv:"))
    #expect(!page.contains("--out"))
  }

  @Test(arguments: [["train", "--data", "csv:a b's.csv"], ["", "'", "\\", "é\n"]])
  func `a line is taken apart into the words that it was made of`(_ words: [String]) throws {
    let command = EvaluateWords()
    let arguments = try Arguments(["--"] + words, for: command)
    #expect(Arguments.words(of: arguments.line(of: command, without: [])) == ["words"] + words)
  }
}

private struct EvaluateWords: Command {
  let name = "words"
  let summary = "Takes words"
  let words = Positional("WORD", repeats: true, help: "any")
  func run(_ arguments: Arguments, console: Console) throws -> ExitCode { .success }
}
