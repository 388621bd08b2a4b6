import DescentCommand
import Foundation
import Testing
import Training

/// The command as a user types it.
@Suite struct DescentTests {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("descent-\(UUID().uuidString)").path

  func run(_ words: String...) -> (code: ExitCode, output: String, errors: [String]) {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(words, console: recorder.console)
    return (code, recorder.output, recorder.errorLines)
  }

  func contents() -> [String] {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
  }

  /// A folder with a text of a few lines.
  func smallText() throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let text = String(repeating: "to and fro; ", count: 20)
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/small.txt"))
    return "text:\(folder)/small.txt"
  }

  @Test func trainWritesEveryRecord() throws {
    let result = run(
      "train", "--data", try smallText(), "--hidden", "4", "--steps", "40", "--out", folder)
    #expect(result.code == .success)
    let csv = try String(contentsOfFile: "\(folder)/epochs.csv", encoding: .utf8)
    let lines = csv.split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines[0].hasPrefix("step,epoch,training_loss,gradient_norm,"))
    #expect(lines.dropFirst().map { $0.prefix { $0 != "," } } == (1...20).map { "\(2 * $0)" })
    #expect(contents() == ["checkpoint.safetensors", "epochs.csv", "index.html", "small.txt"])
  }

  @Test func trainOnATable() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let rows = (0..<60).map { "\($0 % 2 == 0 ? -1 : 1),\($0),\($0 % 2 == 0 ? "left" : "right")" }
    let table = (["x,y,side"] + rows).joined(separator: "\n")
    try Data(table.utf8).write(to: URL(fileURLWithPath: "\(folder)/table.csv"))
    let result = run(
      "train", "--data", "csv:\(folder)/table.csv", "--label", "side", "--hidden", "8", "--batch",
      "10", "--epochs", "30", "--learning-rate", "0.02", "--decay", "stable:1e-3,until=50")
    #expect(result.code == .success)
    #expect(result.output.contains("error 0.00 %"))
    #expect(contents() == ["table.csv"])
  }

  /// A rate that would take away more than there is is said where it is seen, in every record.
  @Test(arguments: ["decoupled:2000", "decoupled:2"])
  func `a decay that is stopped at 0 is said`(_ decay: String) throws {
    let result = run(
      "train", "--data", try smallText(), "--hidden", "4", "--steps", "4", "--decay", decay)
    #expect(result.code == .success)
    #expect(result.output.contains("the decay was stopped at 0") == (decay == "decoupled:2000"))
    _ = contents()
  }

  @Test func divergenceIsAFailure() throws {
    let result = run(
      "train", "--data", try smallText(), "--hidden", "4", "--steps", "20", "--optimizer", "sgd",
      "--learning-rate", "1e30")
    #expect(result.code == .failure)
    #expect(result.errors.last?.hasPrefix("descent: the loss is no finite number at step") == true)
    _ = contents()
  }

  @Test func explain() {
    let result = run("explain", "--optimizer", "adams", "--schedule", "constant")
    #expect(result.code == .success)
    #expect(result.output.contains("R ← min(1, η·0.0005 / √mean(v / (1 − 0.999^t)))"))
    let latex = run("explain", "--optimizer", "sgd", "--format", "latex")
    #expect(latex.output.contains(#"\begin{aligned}"#))
    let mathML = run("explain", "--optimizer", "sgd", "--format", "mathml")
    #expect(mathML.output.contains("<mi>θ</mi>"))
  }

  @Test func `a recipe may be named without a flag, once`() {
    #expect(run("explain", "adams").output == run("explain", "--optimizer", "adams").output)
    #expect(
      run("explain", "adams", "--optimizer", "sgd").errors == [
        "descent: explain: the recipe is given twice, as adams and by --optimizer"
      ])
    #expect(run("explain", "admas").errors == run("explain", "--optimizer", "admas").errors)
  }

  @Test func `the version says what was built, and files say it, too`() throws {
    let version = run("--version").output
    #expect(version.prefixMatch(of: /descent 0\.1, (commit [0-9a-f]{12}, )?Swift \d/) != nil)
    #if DEBUG
      #expect(version.hasSuffix("debug build"))
    #endif
    #expect(
      run("train", "--data", try smallText(), "--hidden", "4", "--steps", "1", "--out", folder).code
        == .success)
    let checkpoint = try Data(contentsOf: URL(filePath: "\(folder)/checkpoint.safetensors"))
    #expect(checkpoint.range(of: Data(version.utf8)) != nil)
    let page = try String(contentsOfFile: "\(folder)/index.html", encoding: .utf8)
    #expect(page.contains(version))
    _ = contents()
  }

  @Test func theLearningRateIsThatOfTheRecipe() throws {
    func rate(_ words: String...) -> String? {
      let recorder = Recorder()
      let line = ["explain", "--schedule", "constant"] + words
      #expect(CommandLineTool.descent.run(line, console: recorder.console) == .success)
      return recorder.output.split(separator: "\n").first.map(String.init)
    }
    #expect(rate("--optimizer", "adadelta") == "η ← 1")
    #expect(rate("--optimizer", "adamw") == "η ← 0.001")
    #expect(rate("--optimizer", "adadelta", "--learning-rate", "0.5") == "η ← 0.5")
    let file = folder + ".json"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(
      #"{"recipe": "padam", "schedule": {"name": "constant", "learningRate": 3}}"#.utf8
    ).write(to: URL(filePath: file))
    #expect(rate("--recipe", file) == "η ← 0.1")
  }

  @Test func catalogueAsJSON() throws {
    let object = try JSONSerialization.jsonObject(
      with: Data(run("catalogue", "--json").output.utf8))
    let roles = try #require(object as? [String: [[String: Any]]])
    #expect(
      roles.keys.sorted() == [
        "decayPolicies", "divisors", "momentEstimators", "preconditioners", "recipes", "schedules",
        "squareEstimators", "transforms",
      ])
    #expect(roles["recipes"]?.compactMap { $0["name"] as? String }.contains("adams") == true)
    let text = run("catalogue").output
    for name in roles.values.joined().compactMap({ $0["name"] as? String }) {
      #expect(text.contains("  \(name) "))
    }
  }

  @Test(arguments: [
    (["compare", "--optimiser", "sgd"], "did you mean --optimizer?"),
    (["compare", "--decay", "none"], "--decay must be given twice or more, but is given once"),
    (["compare", "--decay", "none", "--decay", "none"], "--decay none is given twice"),
    (["compare", "--decay", "none", "--decay", "stabel:1"], "did you mean stable?"),
    (["compare", "--network", "text"], "--network: text needs a text"),
    (["compare", "--seeds", "0"], "--seeds must be a whole number in 1...100, or two as in"),
    (["compare", "--resume", "--overwrite"], "--resume and --overwrite can't be given together"),
    (["train", "--resume"], "--resume needs --out"),
    (["train", "--lr", "1"], "train has no --lr; it is --learning-rate here"),
    (["train", "--weight-decay", "1"], "it is --decay decoupled:RATE here"),
    (["train", "--batch-size", "1"], "it is --batch here"),
    (["train", "--batch_size", "1"], "train has no --batch_size; it is --batch here"),
    (["train", "--target", "kind"], "it is --label here"),
    (["train", "--clip", "1"], "it is --transform clipByNorm:NORM here"),
    (["train", "--device", "cpu"], "train has no --device; everything is computed by the CPU"),
    (["train", "--num_workers", "4"], "has no --num_workers; data are held in memory, and all"),
    (["train", "t.csv"], "no place for \"t.csv\"; a table is asked for by --data csv:t.csv"),
    (["train", "--decay", "0.1"], "0.1: a name stands before the numbers, as in NAME:0.1"),
    (
      ["train", "--decay", "early:0.1"],
      "--decay: early:0.1: a window goes with any decay, as in decoupled:0.1,until=STEP"
    ),
    (["train", "--keep-best"], "--keep-best needs --out"),
    (["evaluate"], "evaluate needs WEIGHTS"),
    (["train", "--epochs", "1", "--steps", "2"], "--epochs and --steps can't be given together"),
    (["train", "--data", "idx:a"], "--data must be images, text, idx:IMAGES,LABELS"),
    (["train", "--learning-rate", "-1"], "--learning-rate must be a number in 0.0..."),
    (["train", "--decay", "stabel:1"], "did you mean stable?"),
    (["train", "--hidden", "8,,8"], "--hidden must be whole numbers in 1...65536 with commas"),
    (["train", "--hidden", "0"], "--hidden must be whole numbers in 1...65536 with commas"),
    (["train", "--data", "text", "--label-noise", "0.1"], "--label-noise is for data with labels"),
    (["explain", "--warm-up", "99999"], "--warm-up must be in 1...10000"),
    (
      ["explain", "--moments", "gradient", "--decay", "l2:-3"],
      "coupled: rate must be in 0..., but is -3"
    ),
    (["tarin"], "did you mean train?"),
  ])
  func usageErrors(words: [String], message: String) {
    let recorder = Recorder()
    #expect(CommandLineTool.descent.run(words, console: recorder.console) == .usage)
    #expect(recorder.output == "")
    #expect(recorder.errorLines.count == 1)
    #expect(recorder.errorLines.first?.contains(message) == true, "\(recorder.errorLines)")
  }

  @Test func badFilesAreFailures() {
    let result = run("train", "--data", "csv:no-such-file.csv", "--out", folder)
    #expect(result.code == .failure)
    #expect(result.errors == ["descent: no-such-file.csv: there is no such file"])
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  /// A file that is no folder is refused before anything is trained.
  @Test func badFoldersAreFailures() throws {
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder))
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for command in ["compare", "train"] {
      let result = run(command, "--out", folder)
      #expect(result.code == .failure)
      #expect(
        result.errors == ["descent: \(folder) must be a folder that files can be written in"])
    }
  }
}
