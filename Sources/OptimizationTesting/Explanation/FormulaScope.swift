import Foundation
package import Optimization

/// What the symbols of formulas stand for, when they are carried out in `Double` over all elements.
///
/// It knows the meaning of every function that parts name, those of matrices included, and computes it
/// from its definition: it is there to be compared with what optimizers do.
package struct FormulaScope {
  /// Whether a division by 0 makes all of a formula not a number, even 0 times it; only what a
  /// condition excludes is 0 all the same.
  package var refusesZeroDivisors = false

  /// What becomes of every sum and difference, since what cancels later keeps its rounding, and of every
  /// number between the iterations of a function that iterates.
  var round: (Double) -> Double = { $0 }

  /// The shapes of the parameters whose elements lie one behind the other.
  let shapes: [[Int]]

  /// The values by symbol.
  package var values: [Formula.Symbol: Quantity] = [:]

  /// Creates a scope in which nothing but the shape of its parameters has a value.
  ///
  /// - Parameter shapes: the shapes of the parameters.
  package init(shapes: [[Int]]) {
    self.shapes = shapes
    self[.axes] = perParameter { Double($0.count) }
    self[.rows] = perParameter { Double($0.first ?? 1) }
    self[.columns] = perParameter { Double($0.dropFirst().reduce(1, *)) }
    self[.π] = Quantity(.pi)
  }

  /// What a symbol stands for.
  package subscript(_ symbol: Formula) -> Quantity? {
    get { if case .symbol(let symbol) = symbol { values[symbol] } else { nil } }
    set { if case .symbol(let symbol) = symbol { values[symbol] = newValue } }
  }

  /// The number of elements.
  var count: Int { shapes.reduce(0) { $0 + $1.reduce(1, *) } }

  /// A number for each parameter, at each of its elements.
  private func perParameter(_ number: ([Int]) -> Double) -> Quantity {
    Quantity(shapes.flatMap { Array(repeating: number($0), count: $0.reduce(1, *)) })
  }

  /// A number for each element.
  func spread(_ quantity: Quantity) -> [Double] {
    quantity.numbers.count == 1
      ? Array(repeating: quantity.numbers[0], count: count) : quantity.numbers
  }
}

extension Formula {
  /// The value in a scope.
  package func value(in scope: FormulaScope) throws -> Quantity {
    func combining(
      _ parts: Formula..., by combine: (Double, Double) -> Double
    ) throws -> Quantity {
      let values = try parts.map { try $0.value(in: scope) }
      guard let result = Quantity.combining(values, { combine($0[0], $0[1]) }) else {
        throw FormulaError("numbers of elements and of matrices meet", in: self)
      }
      return result
    }
    switch self {
    case .number(let number): return Quantity(number)
    case .named(_, let formula): return try formula.value(in: scope)
    case .symbol(let symbol):
      guard let value = scope.values[symbol] else {
        throw FormulaError("nothing is called \(symbol.name)", in: self)
      }
      return value
    case .operation(let operation, let a, let b):
      return try combining(a, b) { a, b in
        let number =
          scope.refusesZeroDivisors ? strictlyCombined(a, operation, b) : combined(a, operation, b)
        return operation.isSum && !number.isWholeFloat ? scope.round(number) : number
      }
    case .condition(let relation, let a, let b):
      return try combining(a, b) { a, b in holds(a, relation, b) ? 1 : excluded }
    case .table(let numbers, let index):
      return try index.value(in: scope).map { index in
        numbers[Swift.min(Swift.max(Int(index), 1), numbers.count) - 1]
      }
    case .call(let function, let arguments):
      return try scope.call(function.name, try arguments.map { try $0.value(in: scope) })
    }
  }
}

extension Double {
  /// Whether it is a whole number that sums in `Float` get right, such as a number of steps.
  fileprivate var isWholeFloat: Bool { abs(self) < 0x1p24 && self == rounded() }
}

extension Formula.Operation {
  /// Whether numbers may cancel in it.
  fileprivate var isSum: Bool { self == .plus || self == .minus }
}

/// The 0 of a condition that does not hold: negative, which no other 0 is.
private let excluded = -0.0

private func strictlyCombined(
  _ a: Double, _ operation: Formula.Operation, _ b: Double
) -> Double {
  func isExcluded(_ number: Double) -> Bool { number == 0 && number.sign == .minus }
  if operation == .times, isExcluded(a) || isExcluded(b) { return excluded }
  return a.isNaN || b.isNaN || operation == .over && b == 0 ? .nan : combined(a, operation, b)
}

private func combined(_ a: Double, _ operation: Formula.Operation, _ b: Double) -> Double {
  switch operation {
  case .plus: a + b
  case .minus: a - b
  case .times: a == 0 || b == 0 ? 0 : a * b
  case .over: a / b
  case .power: pow(a, b)
  }
}

private func holds(_ a: Double, _ relation: Formula.Relation, _ b: Double) -> Bool {
  switch relation {
  case .equal: a == b
  case .unequal: a != b
  case .less: a < b
  case .greater: a > b
  case .atMost: a <= b
  case .atLeast: a >= b
  }
}
