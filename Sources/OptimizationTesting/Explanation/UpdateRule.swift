/// An update rule as an optimizer prints it, carried out in `Double`.
///
/// ```text
/// symbol ← expression        from top to bottom; what no line has assigned yet is 0
/// stop unless expression     the step does not happen where the expression is 0; `refuse` likewise
/// R ← expression             0 where the expression divides by 0: there is no gain
/// ```
package struct UpdateRule {
  private struct Line {
    /// The symbol to assign, or nil for a line that may stop the step.
    let symbol: String?
    let expression: Formula
    let text: String
  }

  private let lines: [Line]

  /// The symbols that a step begins with as the last one left them.
  private let keptSymbols: Set<String>

  private var scope: FormulaScope

  /// The number of the last step.
  package private(set) var step = 0

  /// Reads a rule for parameters that lie one behind the other.
  ///
  /// - Parameters:
  ///   - text: one line for each assignment.
  ///   - shapes: the parameters' shapes.
  ///   - parameters: the start.
  /// - Throws: `FormulaError` with the line that can't be read.
  package init(_ text: String, shapes: [[Int]], parameters: [Float]) throws {
    lines = try text.split(separator: "\n").map { line in
      let ending = line.dropping(prefix: "stop unless ") ?? line.dropping(prefix: "refuse unless ")
      if let condition = ending {
        return Line(
          symbol: nil, expression: try FormulaParser.parse(condition), text: String(line))
      }
      let sides = line.split(separator: "←").map { $0.filter { $0 != " " } }
      guard sides.count == 2 else { throw FormulaError("no assignment", in: String(line)) }
      return Line(
        symbol: sides[0], expression: try FormulaParser.parse(sides[1]), text: String(line))
    }
    var kept: Set<String> = []
    var assigned: Set<String> = ["g"]
    for line in lines {
      guard let symbol = line.symbol, assigned.insert(symbol).inserted else { continue }
      if line.expression.symbols.contains(symbol) { kept.insert(symbol) }
    }
    keptSymbols = kept
    scope = FormulaScope(shapes: shapes)
    for symbol in lines.compactMap(\.symbol) { scope.values[symbol] = scope.spread(0) }
    scope.values["θ"] = parameters.map(Double.init)
    scope.values["axes"] = shapes.flatMap { shape in
      Array(repeating: Double(shape.count), count: shape.reduce(1, *))
    }
  }

  /// θ after the last step.
  package var parameters: [Double] { self["θ"] }

  /// All numbers that the lines have assigned.
  var assigned: [Double] { Set(lines.compactMap(\.symbol)).flatMap { self[$0] } }

  /// What a symbol stands for; NaN where nothing has the name.
  package subscript(_ symbol: String) -> [Double] { scope.values[symbol] ?? scope.spread(.nan) }

  /// Carries out a step.
  ///
  /// - Parameters:
  ///   - gradient: one number for each element.
  ///   - round: what becomes of every number that is assigned, the gradient among them; its magnitude
  ///     is that of the number or, where that is larger, of what the symbol kept from the last step.
  ///     Left out, numbers stay as they are.
  /// - Throws: `FormulaError` with the line that can't be carried out.
  package mutating func step(
    gradient: [Float],
    round: (_ number: Double, _ magnitude: Double) -> Double = { number, _ in number }
  ) throws {
    var next = scope
    next.values["g"] = gradient.map { round(Double($0), Double(abs($0))) }
    next.values["t"] = scope.spread(Double(step + 1))
    for line in lines {
      do {
        next.refusesZeroDivisors = line.symbol == "R"
        var value = try line.expression.value(in: next)
        if next.refusesZeroDivisors { value = value.map { $0.isNaN ? 0 : $0 } }
        if let symbol = line.symbol {
          let kept = keptSymbols.contains(symbol) ? self[symbol] : value
          next.values[symbol] = zip(value, kept).map { round($0, max(abs($0), abs($1))) }
        } else if value.contains(0) {
          return
        }
      } catch {
        throw FormulaError("\(error)", in: line.text)
      }
    }
    scope = next
    step += 1
  }
}

extension Substring {
  /// The rest, where the text begins with a prefix.
  fileprivate func dropping(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
