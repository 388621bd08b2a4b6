extension Formula {
  /// The formulas that this one is made of.
  var operands: [Formula] {
    switch self {
    case .number, .symbol: []
    case .operation(_, let a, let b), .condition(_, let a, let b): [a, b]
    case .call(_, let arguments): arguments
    case .table(_, let index): [index]
    case .named(_, let formula): [formula]
    }
  }

  /// The same formula of changed operands; it is simplified where one has become a number.
  func mapOperands(_ change: (Formula) -> Formula) -> Formula {
    let before = operands
    let after = before.map(change)
    let simplifies = zip(before, after).contains { !$0.isNumber && $1.isNumber }
    return of(after, simplifying: simplifies)
  }

  /// The formula as it is printed: without names, and without the terms of 0 that they had kept.
  var withoutNames: Formula {
    if case .named(_, let formula) = self { return formula.withoutNames }
    return of(operands.map(\.withoutNames), simplifying: true)
  }

  /// The formula without its own name.
  var plain: Formula {
    if case .named(_, let formula) = self { formula.plain } else { self }
  }

  private var isNumber: Bool {
    if case .number = self { true } else { false }
  }

  /// The same formula of other operands.
  private func of(_ operands: [Formula], simplifying: Bool) -> Formula {
    switch self {
    case .number, .symbol: self
    case .operation(let operation, _, _) where !simplifying:
      .operation(operation, operands[0], operands[1])
    case .operation(.plus, _, _): operands[0] + operands[1]
    case .operation(.minus, _, _): operands[0] - operands[1]
    case .operation(.times, _, _): operands[0] * operands[1]
    case .operation(.over, _, _): operands[0] / operands[1]
    case .operation(.power, _, _): operands[0] ** operands[1]
    case .condition(let relation, _, _): .condition(relation, operands[0], operands[1])
    case .call(let function, _): .call(function, operands)
    case .table(let numbers, _): .table(numbers, operands[0])
    case .named(let name, _): .named(name, operands[0])
    }
  }

  /// The formula with others in place of some that occur in it: symbols, or whole formulas.
  public func replacing(_ formulas: [Formula: Formula]) -> Formula {
    if formulas.isEmpty { return self }
    if case .number = self { return self }
    return formulas[self] ?? mapOperands { $0.replacing(formulas) }
  }

  /// The formula with another in place of one that occurs in it.
  public func replacing(_ formula: Formula, by other: Formula) -> Formula {
    replacing([formula: other])
  }

  /// The formula as seen from outside a place: the part's own symbols are those of the place.
  public func inside(_ place: String) -> Formula {
    switch self {
    case .symbol(let symbol): .symbol(symbol.inside(place))
    case .named(let name, let formula): .named(name.inside(place), formula.inside(place))
    default: mapOperands { $0.inside(place) }
    }
  }

  /// The symbols that the formula reads.
  public var symbols: Set<Symbol> {
    var found: Set<Symbol> = []
    insertSymbols(into: &found)
    return found
  }

  /// Whether the formula reads one of some symbols.
  fileprivate func reads(_ symbols: Set<Symbol>) -> Bool {
    if case .symbol(let symbol) = self { return symbols.contains(symbol) }
    return operands.contains { $0.reads(symbols) }
  }

  private func insertSymbols(into found: inout Set<Symbol>) {
    if case .symbol(let symbol) = self { found.insert(symbol) }
    for operand in operands { operand.insertSymbols(into: &found) }
  }

  /// Whether the formula occurs in this one.
  public func contains(_ formula: Formula) -> Bool {
    self == formula || operands.contains { $0.contains(formula) }
  }

  /// What is measured for the formula, each once: means, norms, sums; not what stands inside of those.
  public var measurements: [Formula] {
    if case .call(let function, _) = self, function.isMeasured { return [self] }
    return operands.reduce(into: []) { found, operand in
      for measurement in operand.measurements where !found.contains(measurement) {
        found.append(measurement)
      }
    }
  }

  /// The named formulas inside, in the order in which they stand.
  var namedFormulas: [(name: Symbol, formula: Formula)] {
    let inner = operands.flatMap(\.namedFormulas)
    guard case .named(let name, let formula) = self else { return inner }
    return inner + [(name, formula)]
  }
}

extension Formula {
  /// The formula as a sum of multiples of some others, or nil where it isn't one.
  ///
  /// - Parameter others: what is multiplied: `[v, g^2]`.
  /// - Returns: a coefficient for each, in which none of the symbols of the others occurs.
  func coefficients(in others: [Formula]) -> [Formula]? {
    if let position = others.firstIndex(of: plain) {
      return others.indices.map { $0 == position ? 1 : 0 }
    }
    let variables = others.reduce(into: Set<Symbol>()) { $0.formUnion($1.symbols) }
    func isConstant(_ formula: Formula) -> Bool { !formula.reads(variables) }
    guard case .operation(let operation, let a, let b) = plain else { return nil }
    func each(_ one: [Formula]?, _ change: (Formula) -> Formula) -> [Formula]? { one?.map(change) }
    switch operation {
    case .plus, .minus:
      guard let left = a.coefficients(in: others), let right = b.coefficients(in: others) else {
        return nil
      }
      return zip(left, right).map { operation == .plus ? $0 + $1 : $0 - $1 }
    case .times:
      if isConstant(a) { return each(b.coefficients(in: others)) { a * $0 } }
      return isConstant(b) ? each(a.coefficients(in: others)) { $0 * b } : nil
    case .over:
      return isConstant(b) ? each(a.coefficients(in: others)) { $0 / b } : nil
    case .power:
      return nil
    }
  }

  /// The formula divided by one of its factors; the quotient where it is none.
  func divided(by factor: Formula) -> Formula {
    if self == factor { return 1 }
    switch plain {
    case .operation(.times, let a, let b):
      if a.contains(factor) { return a.divided(by: factor) * b }
      return b.contains(factor) ? a * b.divided(by: factor) : self / factor
    case .operation(.over, let a, let b) where a.contains(factor):
      return a.divided(by: factor) / b
    case .operation(.plus, let a, let b):
      return a.divided(by: factor) + b.divided(by: factor)
    default: return self / factor
    }
  }
}
