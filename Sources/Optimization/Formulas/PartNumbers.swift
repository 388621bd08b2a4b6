import Kernels

/// The numbers that the lines of a part give for a step: its scalar lines and its named formulas,
/// compiled, with what of them it keeps from step to step.
package final class PartNumbers: Sendable {
  /// A number that a loop asks for.
  struct Entry: Sendable {
    let scope: Int
    let symbol: Formula.Symbol
    let slot: Int
  }

  /// The compiled lines.
  let program: FormulaProgram

  /// The scalars that the part keeps, with where they are read and where the new ones are computed.
  let kept: [(symbol: Formula.Symbol, before: Int, after: Int)]

  /// The slots of formulas that somebody else asked for.
  let results: [Int]

  /// What the part may ask for.
  let names: Names

  /// The conditions of scalars without which the step is refused.
  let conditions: [(formula: Formula, slot: Int)]

  /// Compiles the lines of a part.
  ///
  /// - Parameters:
  ///   - lines: the lines.
  ///   - arrays: the names of the state arrays.
  ///   - supplied: what is measured for the part before its pass.
  ///   - results: formulas of scalars whose values the contract wants, too.
  init(
    _ lines: [Assignment], arrays: [String], supplied: Set<Formula> = [], results: [Formula] = []
  ) {
    let elements = elementSymbols(lines, arrays: arrays, supplied: supplied)
    func isScalar(_ formula: Formula) -> Bool {
      !dependsOnElements(formula, elements, supplied: supplied)
    }
    var program = FormulaProgram()
    var names = Names()
    var conditions: [(formula: Formula, slot: Int)] = []
    var read: Set<Formula.Symbol> = []
    var beforehand: [Formula.Symbol: Int] = [:]
    for line in lines {
      for (name, formula) in line.formula.namedFormulas where isScalar(formula) {
        names.add(name, slot: program.add(formula))
      }
      guard isScalar(line.formula) else { continue }
      if line.target == .refusesUnless {
        read.formUnion(line.formula.symbols)
        conditions.append((line.formula, program.add(line.formula)))
      }
      guard let symbol = line.symbol, !elements.contains(symbol) else { continue }
      read.formUnion(line.formula.symbols)
      if read.contains(symbol), beforehand[symbol] == nil, program.definitions[symbol] == nil {
        beforehand[symbol] = program.add(.symbol(symbol))
      }
      program.define(symbol, as: line.formula)
    }
    for (symbol, slot) in program.definitions.sorted(by: { $0.value < $1.value }) {
      names.add(symbol, slot: slot)
    }
    kept = beforehand.sorted { $0.value < $1.value }.map { symbol, slot in
      (symbol, slot, program.definitions[symbol] ?? slot)
    }
    self.results = results.map { program.add($0) }
    self.program = program
    self.names = names
    self.conditions = conditions
  }

  /// The numbers that have a name, by the places inside wrappers in which they stand.
  struct Names: Sendable {
    /// What the part may ask for.
    private(set) var entries: [Entry] = []

    /// The places inside a wrapper: the place around each, and its name.
    private(set) var scopes: [(parent: Int, place: String)] = []

    fileprivate mutating func add(_ symbol: Formula.Symbol, slot: Int) {
      var scope = -1
      for place in symbol.path {
        if let known = scopes.firstIndex(where: { $0.parent == scope && $0.place == place }) {
          scope = known
        } else {
          scopes.append((scope, place))
          scope = scopes.count - 1
        }
      }
      entries.append(Entry(scope: scope, symbol: symbol, slot: slot))
    }
  }
}

extension PartNumbers {
  /// The names of the scalars that are kept, as they are saved.
  package var keptNames: [String] {
    kept.map { ($0.symbol.path + [$0.symbol.name]).joined(separator: "/") }
  }

  /// Computes the numbers of a step.
  ///
  /// - Parameters:
  ///   - room: the room of the program.
  ///   - step: what the inputs are.
  ///   - scalars: what is kept, in the order of `kept`; new values are written.
  func run(_ room: Block<Double>, at step: StepInputs, scalars: inout MutableSpan<Double>) {
    var numbers = room.mutableSpan
    for input in program.inputs { numbers[input.slot] = step.value(of: input.formula) }
    for (index, scalar) in kept.enumerated() { numbers[scalar.before] = scalars[index] }
    program.run(&numbers)
    for (index, scalar) in kept.enumerated() { scalars[index] = numbers[scalar.after] }
  }
}

/// The symbols that stand for a number for each element.
private func elementSymbols(
  _ lines: [Assignment], arrays: [String], supplied: Set<Formula>
) -> Set<Formula.Symbol> {
  var elements = Set(
    arrays.map { name in
      let places = name.split(separator: "/").map(String.init)
      return places.dropLast().reversed().reduce(Formula.Symbol(places.last ?? name)) {
        $0.inside($1)
      }
    })
  for case .symbol(let symbol) in [Formula.g, .d, .θ, .noise, .pull] { elements.insert(symbol) }
  for line in lines {
    guard let symbol = line.symbol else { continue }
    if dependsOnElements(line.formula, elements, supplied: supplied) { elements.insert(symbol) }
  }
  return elements
}

/// Whether a formula has another value for each element, or is measured in the pass.
private func dependsOnElements(
  _ formula: Formula, _ elements: Set<Formula.Symbol>, supplied: Set<Formula>
) -> Bool {
  if supplied.contains(formula) { return false }
  switch formula {
  case .symbol(let symbol): return elements.contains(symbol)
  case .call(let function, _) where function.isMeasured: return true
  default: return formula.operands.contains { dependsOnElements($0, elements, supplied: supplied) }
  }
}
