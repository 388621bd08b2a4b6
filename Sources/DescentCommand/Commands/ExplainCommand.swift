import Descent

/// `descent explain`: the update rule of a composition.
struct ExplainCommand: Command {
  let name = "explain"
  let summary = "Print the update rule of a composition in mathematics, with its numbers"
  let discussion = """
    The lines are carried out from top to bottom at every step t = 1, 2, …, on every
    element; mean runs over all elements. A condition in brackets is 1 where it holds.

    descent explain adams
    descent explain --moments heavy-ball:0.9 --preconditioner amsgrad --decay stable:5e-4
    descent explain --optimizer lion --format latex
    """
  let recipe = Positional("NAME", help: "the recipe, as with --optimizer")
  let composition = CompositionOptions()
  let steps = Option(
    "steps", .integer(in: 1...), default: 10_000, help: "the length of the run, for the schedule")
  let format = Option(
    "format", .choice, default: ExplanationFormat.text, help: "how formulas are written")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    var arguments = arguments
    if let name = arguments[recipe] {
      if arguments.gives(composition.optimizer) {
        throw UsageError("explain: the recipe is given twice, as \(name) and by --optimizer")
      }
      let named = try Arguments(["--\(composition.optimizer.name)", name], for: self)
      arguments = try arguments.completed(by: named, for: self)
    }
    let composition = try composition.composition(arguments, steps: arguments[steps])
    do {
      console.print(try Optimizer(composition).explain(as: arguments[format]))
    } catch {
      // The parts are each well-formed: it is the command line that puts them together.
      throw UsageError("\(error)")
    }
    return .success
  }
}
