import Descent
import Testing

@testable import DescentCommand

/// What flags are where they are not given; a default that changes is changed on purpose.
@Suite struct FlagDefaultTests {
  private static let data = [
    "data images", "label last", "header auto", "missing refuse", "test-share 0.1",
    "label-noise 0.0",
  ]
  private static let network = ["dropout 0.0", "label-smoothing 0.0"]

  private static let written = [
    "train": data + ["warm-up 1"] + network + ["seed 1", "state float32"],
    "evaluate": data + network + ["seed 1"],
    "explain": ["warm-up 1", "steps 10000", "format text"],
    "compare": data + network + ["warm-up 1", "out comparison"],
    "rates": data + ["warm-up 1"] + network + [
      "steps 200", "lowest 1e-06", "highest 10.0", "seed 1",
    ],
    "study": ["out studies"], "laws": ["combinations 1000"], "fuzz": ["mutations 100000"],
    "bench": ["elements 200000", "parameters 1", "state float32"],
  ]

  @Test(arguments: CommandLineTool.descent.commands.map(\.name))
  func `every flag has the default that was written down`(name: String) throws {
    let command = try #require(CommandLineTool.descent.commands.first { $0.name == name })
    // The number of threads is the machine's.
    let found = command.declarations.filter { $0.name != "threads" }.compactMap { flag in
      flag.printedDefault.map { "\(flag.name) \($0)" }
    }
    #expect(found == Self.written[name] ?? [])
  }

  /// What each flag asks of its value, as the message says for one that nothing takes.
  private static let rules = [
    "--batch a whole number in 1...65536",
    "--combinations a whole number in 1...1000000000",
    "--data images, text, idx:IMAGES,LABELS, cifar10:FOLDER, csv:FILE or text:FILE",
    "--dropout a number in 0.0..<1.0",
    "--elements a whole number in 1...1000000000",
    "--ema a number in 0.0..<1.0",
    "--epochs a whole number in 1...1000000",
    "--examples a whole number in 1...1000000000",
    "--first a whole number in 1...1000000000",
    "--format one of text, latex, mathml",
    "--from a whole number in 0...1000000000",
    "--header one of auto, yes, no",
    "--hidden whole numbers in 1...65536 with commas",
    "--highest a number in 1e-30...1e+30",
    "--label-noise a number in 0.0..<1.0",
    "--label-smoothing a number in 0.0..<1.0",
    "--learning-rate a number in 0.0...",
    "--lowest a number in 1e-30...1e+30",
    "--missing one of refuse, mean, drop",
    "--mutations a whole number in 1...1000000000",
    "--network one of mlp, mlp-bn, mlp-si, res, res-plain, text, text-former",
    "--parameters a whole number in 1...1000000",
    "--patience a whole number in 1...1000000",
    "--seed a whole number in 0...18446744073709551615",
    "--seeds a whole number in 1...100, or two as in 31...38, at most 1,000 apart, "
      + "without 201 and 202, by which settings are chosen",
    "--state float32, bfloat16 or bfloat16:SEED",
    "--steps a whole number in 1...", "--steps a whole number in 1...1000000000",
    "--steps a whole number in 2...1000000",
    "--task one of cartpole, mountaincar, acrobot",
    "--test-share a number in 0.0..<1.0",
    "--threads a whole number in 1...1024",
    "--warm-up a whole number in 1...",
  ]

  @Test func `every flag asks for what was written down`() {
    var found: Set<String> = []
    for flag in CommandLineTool.descent.commands.flatMap(\.declarations) {
      do { _ = try flag.parse("?") } catch {
        found.insert(
          "\(error)".replacing(", but is \"?\"", with: "").replacing(" must be", with: ""))
      }
    }
    #expect(found.sorted() == Self.rules)
  }
}
