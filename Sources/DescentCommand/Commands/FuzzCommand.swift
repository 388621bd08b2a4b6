import Descent
package import Proofs
import Storing

/// `descent fuzz`: every reader, tried with damaged files.
package struct FuzzCommand: Command {
  package let name = "fuzz"
  package let summary = "Try every reader of files with damaged ones"
  package let discussion = """
    Each file is made from one that is right, by a few random edits. A reader must take it, and then
    what it gave must be of use, or say in one line what is wrong. The last line is the number of
    mutations, of refusals, of files taken and of failures. Memory is the growth of the most that the
    process has had in use.

    Where a file ends the process, the last number of progress says where to look: given again with
    --from, every number is said.
    """
  let mutations = Option(
    "mutations", .integer(in: 1...1_000_000_000), default: 100_000,
    help: "how many files for each reader")
  let seed = Option("seed", .seed, help: "what they are made from; left out, another each time")
  let reader = Option("reader", .text("NAME"), help: "a single reader; left out, all of them")
  let from = Option("from", .integer(in: 0...1_000_000_000), help: "the number of the first file")

  private let readers: @Sendable () -> [FuzzedReader]

  /// Creates the command, which every command line does: what is tried is made when it runs.
  ///
  /// - Parameter readers: what can be tried; left out, every reader that there is.
  package init(
    readers: @autoclosure @escaping @Sendable () -> [FuzzedReader] = FuzzedReader.standard + [
      Self.commandLine
    ]
  ) {
    self.readers = readers
  }

  package func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let seed = arguments[optional: seed] ?? UInt64.random(in: 0...UInt64.max)
    console.error("seed \(seed)")
    let first = arguments[optional: from]
    let indices = (first ?? 0)..<((first ?? 0) + arguments[mutations])
    var sum = FuzzTally()
    for reader in try readers(arguments[optional: reader]) {
      let before = peakMemory()
      let tally = FuzzTally(of: reader, indices, seed: seed) { index in
        if first != nil || index.isMultiple(of: 10_000) { console.error("\(reader.name) \(index)") }
      } report: {
        console.print($0)
      }
      let growth = peakMemory().flatMap { after in
        before.map { "+\(Swift.max(after - $0, 0) / 1024) KiB" }
      }
      console.print(
        "\(reader.name): \(tally.line), largest file \(tally.largestFile / 1024) KiB, memory "
          + (growth ?? "unknown"))
      sum += tally
    }
    console.print(sum.line)
    return sum.failures == 0 ? .success : .failure
  }

  private func readers(_ name: String?) throws(UsageError) -> [FuzzedReader] {
    let readers = readers()
    guard let name else { return readers }
    let found = readers.filter { $0.name == name }
    if found.isEmpty {
      throw UsageError("--reader: \(unknown(name, "reader", among: readers.map(\.name)))")
    }
    return found
  }

  /// The flags that compose an optimizer, with spaces between the words.
  private static let commandLine = FuzzedReader(
    "command-line",
    samples: [
      "--optimizer adamw --decay stable:5e-4,until=1000 --schedule step:0.1,2000 --warm-up 10",
      "--moments heavyBall:0.9,dampening=0.1 --preconditioner rootMeanSquare:0.999",
      "--transform clipByNorm:1 --decay decoupled:0.1,from=2 --schedule cosine --steps 50",
    ].map { Array($0.utf8) }, refusals: [UsageError.self]
  ) { bytes in
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
    let command = ExplainCommand()
    _ = try command.run(
      Arguments(words, for: command), console: Console(print: { _ in }, error: { _ in }))
  }
}
