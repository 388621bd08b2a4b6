package import Optimization

/// The lines of an update rule, carried out in `Double`.
///
/// ```text
/// symbol ← formula        from top to bottom; what no line has assigned yet is 0
/// stop unless formula     the step does not happen where the formula is 0; `refuse` likewise
/// R ← formula             0 where the formula divides by 0: there is no gain; λ likewise
/// ```
package struct UpdateRule {
  private let lines: [Assignment]

  /// The symbols that a step begins with as the last one left them.
  private let keptSymbols: Set<Formula.Symbol>

  private var scope: FormulaScope

  /// The number of the last step.
  package private(set) var step = 0

  /// Creates a rule for parameters that lie one behind the other.
  ///
  /// - Parameters:
  ///   - lines: what is carried out at each step.
  ///   - shapes: the parameters' shapes.
  ///   - start: what symbols stand for before the first step, where that isn't 0.
  package init(_ lines: [Assignment], shapes: [[Int]], start: [Formula: [Float]]) {
    self.lines = lines
    var kept: Set<Formula.Symbol> = []
    var assigned: Set<Formula.Symbol> = []
    for line in lines {
      guard let symbol = line.symbol, assigned.insert(symbol).inserted else { continue }
      if line.formula.symbols.contains(symbol) { kept.insert(symbol) }
    }
    keptSymbols = kept
    scope = FormulaScope(shapes: shapes)
    for symbol in assigned { scope.values[symbol] = Quantity(0) }
    for (symbol, numbers) in start { scope[symbol] = Quantity(numbers.map(Double.init)) }
  }

  /// θ after the last step.
  package var parameters: [Double] { self[.θ] }

  /// All numbers that the lines have assigned.
  var assigned: [Double] {
    Set(lines.compactMap(\.symbol)).flatMap { scope.values[$0]?.numbers ?? [] }
  }

  /// What a symbol stands for at each element; NaN where nothing has the name.
  package subscript(_ symbol: Formula) -> [Double] {
    get { scope.spread(scope[symbol] ?? Quantity(.nan)) }
    set { scope[symbol] = Quantity(newValue) }
  }

  /// What a formula stands for after the last step.
  ///
  /// - Parameters:
  ///   - formula: the formula.
  ///   - refusesZeroDivisors: whether a division by 0 makes all of it not a number.
  /// - Returns: its value.
  /// - Throws: `FormulaError` where the formula can't be carried out.
  package func value(
    of formula: Formula, refusingZeroDivisors refusesZeroDivisors: Bool = false
  ) throws -> Quantity {
    var scope = scope
    scope.refusesZeroDivisors = refusesZeroDivisors
    return try formula.value(in: scope)
  }

  /// Carries out a step.
  ///
  /// - Parameters:
  ///   - inputs: what symbols stand for at this step: a number for each element, or one for all.
  ///   - round: what becomes of every number that is assigned, the inputs but `t` among them; its
  ///     magnitude is that of the number or, where that is larger, of what the symbol kept from the last
  ///     step. So it is with sums, and between the iterations of a function. Left out, numbers stay as they are.
  /// - Throws: `FormulaError` with the line that can't be carried out.
  package mutating func step(
    _ inputs: [Formula: [Double]],
    round: @escaping (_ number: Double, _ magnitude: Double) -> Double = { number, _ in number }
  ) throws {
    var next = scope
    next.round = { round($0, abs($0)) }
    for (symbol, numbers) in inputs {
      next[symbol] = Quantity(numbers.map { round($0, abs($0)) })
    }
    next[.t] = Quantity(Double(step + 1))
    for line in lines {
      let assigned = line.symbol.map(Formula.symbol)
      next.refusesZeroDivisors = assigned == .R || assigned == .λ
      do {
        var value = try line.formula.value(in: next)
        if next.refusesZeroDivisors { value = value.map { $0.isNaN ? 0 : $0 } }
        guard let symbol = line.symbol else {
          if value.numbers.contains(0) { return }
          continue
        }
        let kept = keptSymbols.contains(symbol) ? scope.values[symbol] ?? value : value
        for place in value.numbers.indices {
          let number = value.numbers[place]
          value.numbers[place] = round(number, max(abs(number), abs(kept[place])))
        }
        next.values[symbol] = value
      } catch {
        throw FormulaError("\(error)", in: line)
      }
    }
    scope = next
    step += 1
  }
}
