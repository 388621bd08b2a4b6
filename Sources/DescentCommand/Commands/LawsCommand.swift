import Descent
import OptimizationTesting

/// `descent laws`: the laws over random combinations of all parts.
struct LawsCommand: Command {
  let name = "laws"
  let summary = "Put the laws of optimizers to random combinations of all parts"
  let discussion = """
    Each combination has a part of every role and up to two transforms, and is put to every law that
    says anything about it. Combinations without a meaning are refused and don't count. The last
    line is the number of combinations, of cases and of failures.
    """
  let combinations = Option(
    "combinations", .integer(in: 1...1_000_000_000), default: 1_000,
    help: "how many combinations with a meaning")
  let seed = Option("seed", .seed, help: "what they are drawn from; left out, another each time")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let seed = arguments[optional: seed] ?? UInt64.random(in: 0...UInt64.max)
    console.error("seed \(seed)")
    let product = Combinations(of: .standard)
    var generator = SplitMix64(seed: seed)
    var tally = Tally()
    while tally.combinations < arguments[combinations] {
      let composition = try product.composition(using: &generator)
      let caseSeed = generator.next()
      guard (try? Optimizer(composition)) != nil else { continue }
      tally.combinations += 1
      tally.distinct.insert(composition)
      let laws = CompositionLaws(
        Law.all + [.recipesSurvive(in: .standard)], cases: 1, seed: caseSeed)
      do {
        tally.cases += try laws.check(composition)
      } catch {
        tally.failures += 1
        let replay = "descent laws --combinations \(tally.combinations) --seed \(seed)"
        console.print("\(replay)\n\(error)\n")
      }
      if tally.combinations % 1_000 == 0 { console.error(tally.line) }
    }
    console.print("\(tally.distinct.count) of the combinations are distinct.")
    console.print(tally.line)
    return tally.failures == 0 ? .success : .failure
  }
}

/// What was checked so far.
private struct Tally {
  var combinations = 0
  var cases = 0
  var failures = 0
  var distinct: Set<Composition> = []

  var line: String {
    "\(combinations) combinations, \(cases) cases, \(failures) failures"
  }
}
