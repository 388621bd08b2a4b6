import Descent
package import DistributedTraining
package import OptimizationTesting
import Proofs

/// `descent laws`: the laws over the product of all parts.
package struct LawsCommand: Command {
  package let name = "laws"
  package let summary =
    "Put the laws of optimizers to all pairs and to random combinations of all parts"
  package let discussion = """
    descent laws --combinations 100000
    mpirun -n 4 descent laws --combinations 100000
    descent laws --seed 7 --first 1234 --combinations 1

    First come all pairs of parts, then combinations with a part of every role and up to two
    transforms. Each is put to every law that says anything about it; those without a meaning are
    refused and don't count. The last line has the number of combinations, of cases and of failures.
    """
  let combinations = Option(
    "combinations", .integer(in: 1...1_000_000_000), default: 1_000,
    help: "how many random combinations with a meaning")
  let seed = Option("seed", .seed, help: "what they are drawn from; left out, another each time")
  let first = Option(
    "first", .integer(in: 1...1_000_000_000),
    help: "the number of the first combination, to see it again; leaves the pairs out")

  private let laws: @Sendable () -> [Law]
  private let stretch: Int
  private let ranks: any Communicator

  /// Creates the command, which every command line does: the laws are made when it runs.
  ///
  /// - Parameters:
  ///   - laws: what is put to the combinations; tests have others.
  ///   - stretch: how many combinations go by between two lines of progress, in `1...`.
  ///   - ranks: the processes that share the combinations; the first prints.
  package init(
    laws: @autoclosure @escaping @Sendable () -> [Law] = Law.standard, stretch: Int = 1_000,
    over ranks: any Communicator = Alone()
  ) {
    self.laws = laws
    self.stretch = stretch
    self.ranks = ranks
  }

  package func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    var seed = arguments[optional: seed] ?? UInt64.random(in: 0...UInt64.max)
    if let first = UInt64(ranks.gather("\(seed)")[0]) { seed = first }
    console.error("seed \(seed)")
    let isWhole = arguments[optional: first] == nil
    let run = try ProductLaws(seed: seed, laws: laws(), drawsPairs: isWhole)
    let first = arguments[optional: first] ?? 1
    let end = first + arguments[combinations]
    var tally = Tally()
    if isWhole {
      for pair in run.outcomesOfPairs(over: ranks) {
        tally.add(pair)
        guard let failure = pair.failure else { continue }
        console.print("\(failure)\ndescent laws --seed \(seed) --combinations 1\n")
      }
      console.error("\(run.pairs.count) pairs: \(tally.line)")
    }
    for start in stride(from: first, to: end, by: stretch) {
      let numbers = start..<Swift.min(start + stretch, end)
      for (number, outcome) in zip(numbers, run.outcomes(ofCombinations: numbers, over: ranks)) {
        tally.add(outcome)
        guard let failure = outcome.failure else { continue }
        let replay = "descent laws --seed \(seed) --first \(number) --combinations 1"
        console.print("\(failure)\n\(replay)\n")
      }
      console.error(tally.line)
    }
    console.print("\(tally.distinct.count) of the combinations are distinct.")
    console.print("\(tally.refusals) others were refused when they were composed.")
    console.print(tally.line)
    return tally.failures == 0 || ranks.rank > 0 ? .success : .failure
  }
}

/// What was checked so far.
private struct Tally {
  var combinations = 0
  var cases = 0
  var failures = 0
  var refusals = 0
  var distinct: Set<Composition> = []

  mutating func add(_ outcome: ProductLaws.Outcome) {
    refusals += outcome.refusals
    cases += outcome.cases
    if outcome.failure != nil { failures += 1 }
    guard let composition = outcome.composition else { return }
    combinations += 1
    distinct.insert(composition)
  }

  var line: String {
    "\(combinations) combinations, \(cases) cases, \(failures) failures"
  }
}
