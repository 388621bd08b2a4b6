import Foundation

/// An expression of the language in which optimizers explain themselves.
///
/// ```text
/// sum       product (('+' | '−') product)*
/// product   power (('·' | '/') power)*
/// power     '−' power | primary ('^' power)?
/// primary   number | symbol | name '(' sum (',' sum)* ')' | '√' primary | '(' sum ')'
///           | '[' sum (('=' | '≠' | '<' | '>' | '≤' | '≥') sum)+ ']'
/// ```
///
/// A condition in brackets is 1 where it holds and else 0, and 0 times anything is 0: what a condition
/// excludes need not be defined.
package indirect enum Formula {
  case number(Double)
  case symbol(String)
  case call(String, [Formula])
  case negative(Formula)
  case binary(Character, Formula, Formula)
  case condition([Formula], relations: [Character])
}

/// Why a formula could not be read or carried out, with the formula.
package struct FormulaError: Error, CustomStringConvertible {
  /// The reason and the formula, in one line.
  package let description: String

  init(_ reason: String, in formula: String) {
    description = "\(reason) in: \(formula)"
  }
}

/// What the symbols of an expression stand for: a number for each element.
package struct FormulaScope {
  /// Whether a division by 0 makes all of the expression not a number, even 0 times it; only what a
  /// condition excludes is 0 all the same.
  package var refusesZeroDivisors = false

  /// The shapes of the parameters whose elements lie one behind the other.
  let shapes: [[Int]]

  /// The values by symbol, each with one number for each element.
  package var values: [String: [Double]] = [:]

  /// Creates a scope in which nothing has a value.
  ///
  /// - Parameter shapes: the shapes of the parameters.
  package init(shapes: [[Int]]) { self.shapes = shapes }

  /// The number of elements.
  var count: Int { shapes.reduce(0) { $0 + $1.reduce(1, *) } }

  /// The same number for every element.
  func spread(_ number: Double) -> [Double] { Array(repeating: number, count: count) }
}

extension Formula {
  /// The symbols that the expression reads.
  var symbols: Set<String> {
    switch self {
    case .number: []
    case .symbol(let name): [name]
    case .negative(let operand): operand.symbols
    case .binary(_, let left, let right): left.symbols.union(right.symbols)
    case .call(_, let parts), .condition(let parts, _):
      parts.reduce(into: []) { $0.formUnion($1.symbols) }
    }
  }

  /// The value for each element.
  package func value(in scope: FormulaScope) throws -> [Double] {
    switch self {
    case .number(let number):
      return scope.spread(number)
    case .symbol("π"):
      return scope.spread(.pi)
    case .symbol("∞"):
      return scope.spread(.infinity)
    case .symbol(let name):
      guard let value = scope.values[name] else {
        throw FormulaError("nothing is called \(name)", in: name)
      }
      return value
    case .negative(let operand):
      return try operand.value(in: scope).map { -$0 }
    case .binary(let sign, let left, let right):
      return zip(try left.value(in: scope), try right.value(in: scope)).map { a, b in
        scope.refusesZeroDivisors ? strictlyCombined(a, sign, b) : combined(a, sign, b)
      }
    case .condition(let parts, let relations):
      let sides = try parts.map { try $0.value(in: scope) }
      return (0..<scope.count).map { i in
        relations.indices.allSatisfy { holds(sides[$0][i], relations[$0], sides[$0 + 1][i]) }
          ? 1 : excluded
      }
    case .call(let name, let arguments):
      return try scope.call(name, try arguments.map { try $0.value(in: scope) })
    }
  }
}

/// The 0 of a condition that does not hold: negative, which no other 0 is.
private let excluded = -0.0

private func strictlyCombined(_ a: Double, _ sign: Character, _ b: Double) -> Double {
  func isExcluded(_ number: Double) -> Bool { number == 0 && number.sign == .minus }
  if sign == "·", isExcluded(a) || isExcluded(b) { return excluded }
  return a.isNaN || b.isNaN || sign == "/" && b == 0 ? .nan : combined(a, sign, b)
}

private func combined(_ a: Double, _ sign: Character, _ b: Double) -> Double {
  switch sign {
  case "+": a + b
  case "−": a - b
  case "·": a == 0 || b == 0 ? 0 : a * b
  case "/": a / b
  default: pow(a, b)
  }
}

private func holds(_ a: Double, _ relation: Character, _ b: Double) -> Bool {
  switch relation {
  case "=": a == b
  case "≠": a != b
  case "<": a < b
  case ">": a > b
  case "≤": a <= b
  default: a >= b
  }
}
