extension Formula: CustomStringConvertible {
  /// The formula as text: `0.9·m + (1 − 0.9)·g`.
  public var description: String { withoutNames.text(.sum) }

  /// How tightly the parts of a formula must hold together where it stands.
  private enum Tightness: Int {
    case sum, product, divisor, power, atom
  }

  /// The text, in parentheses where it would otherwise fall apart.
  private func text(_ place: Tightness) -> String {
    let inner = bareText
    return tightness.rawValue >= place.rawValue ? inner : "(\(inner))"
  }

  private var tightness: Tightness {
    switch self {
    case .number(let number): number < 0 || number.sign == .minus ? .sum : .atom
    case .symbol, .condition, .call, .table: .atom
    case .operation(.plus, _, _), .operation(.minus, _, _): .sum
    case .operation(.times, _, _), .operation(.over, _, _): .product
    case .operation(.power, _, _): .power
    case .named(_, let formula): formula.tightness
    }
  }

  private var bareText: String {
    switch self {
    case .number(.infinity): return "∞"
    case .number(let number): return number < 0 ? "−" + brief(-number) : brief(number)
    case .symbol(let symbol): return symbol.name
    case .named(_, let formula): return formula.bareText
    case .condition(let relation, let a, let b): return "[\(a) \(relation.rawValue) \(b)]"
    case .table(let numbers, let index): return tableText(numbers, index)
    case .call(let function, let arguments):
      if function.name == "√" {
        let operand = arguments[0]
        return operand.tightness == .atom && !operand.isRoot
          ? "√\(operand)" : "√(\(operand))"
      }
      return "\(function.name)(\(arguments.map(\.description).joined(separator: ", ")))"
    case .operation(let operation, let a, let b): return operationText(operation, a, b)
    }
  }

  private func operationText(_ operation: Operation, _ a: Formula, _ b: Formula) -> String {
    switch operation {
    case .plus: return "\(a.text(.sum)) + \(b.text(.sum))"
    case .minus: return a == 0 ? "−\(b.text(.divisor))" : "\(a.text(.sum)) − \(b.text(.product))"
    case .times:
      // a·(1 / b) is a / b, a·(b / c) is a·b / c.
      if case .operation(.over, let top, let bottom) = b {
        return (a * top / bottom).text(.product)
      }
      if case .operation(.over, 1, let bottom) = a { return (b / bottom).text(.product) }
      return "\(a.text(.product))·\(b.text(.product))"
    case .over: return "\(a.text(.product)) / \(b.text(.power))"
    case .power: return "\(a.text(.atom))^\(b.text(.atom))"
    }
  }

  private var isRoot: Bool {
    if case .call(let function, _) = self { function.name == "√" } else { false }
  }
}

/// The longest list whose numbers are printed.
let longestPrintedList = 16

/// A list of numbers as text: short ones as a sum of conditions, long ones by their number.
private func tableText(_ numbers: [Double], _ index: Formula) -> String {
  guard numbers.count <= longestPrintedList else {
    return "list of \(numbers.count) (\(index))"
  }
  return numbers.enumerated().map { position, number in
    let isLast = position == numbers.count - 1
    return "[\(index) \(isLast ? "≥" : "=") \(position + 1)]·\(Formula(number))"
  }.joined(separator: " + ")
}
