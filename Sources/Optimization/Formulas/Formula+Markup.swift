extension Formula {
  /// The formula as LaTeX, for mathematics mode.
  ///
  /// ```swift
  /// let v: Formula = "v"
  /// #expect((.d / (√v + 1e-8)).latex == "\\frac{d}{\\sqrt{v} + {10}^{- 8}}")
  /// ```
  public var latex: String { withoutNames.notation(.sum).latex }

  /// The formula as a `math` element of MathML, which browsers show.
  ///
  /// ```swift
  /// #expect((.η / 2).mathML == "<math><mfrac><mi>η</mi><mn>2</mn></mfrac></math>")
  /// ```
  public var mathML: String { "<math>\(withoutNames.notation(.sum).mathML)</math>" }
}

extension Assignment {
  /// What is assigned or done, and the rest of the line.
  var notations: (target: Notation, rest: Notation) {
    let formula = formula.withoutNames.notation(.sum)
    return switch target {
    case .symbol(let symbol): (symbol.notation, .row([.sign("←"), formula]))
    case .stopsUnless: (.text("stop unless "), formula)
    case .refusesUnless: (.text("refuse unless "), formula)
    }
  }
}

extension Formula {
  /// How tightly a formula must hold together where it stands.
  fileprivate enum Place: Int {
    case sum, product, base
  }

  /// The formula in a place, in parentheses where it would otherwise fall apart.
  fileprivate func notation(_ place: Place) -> Notation {
    let (notation, own) = bareNotation
    return own.rawValue >= place.rawValue ? notation : .enclosed("(", notation, ")")
  }

  private var bareNotation: (Notation, Place) {
    switch self {
    case .number(let number): return numberNotation(number)
    case .symbol(let symbol): return (symbol.notation, .base)
    case .named(_, let formula): return formula.bareNotation
    case .condition(let relation, let a, let b):
      let inner = Notation.row([a.notation(.sum), .sign(relation.rawValue), b.notation(.sum)])
      return (.enclosed("[", inner, "]"), .base)
    case .table(let numbers, let index) where numbers.count > longestPrintedList:
      return (.row([.text("list of \(numbers.count)"), parenthesized([index])]), .base)
    case .table(let numbers, let index): return (tableNotation(numbers, index), .sum)
    case .call(let function, let arguments): return (callNotation(function, arguments), .base)
    case .operation(let operation, let a, let b): return operationNotation(operation, a, b)
    }
  }

  private func operationNotation(
    _ operation: Operation, _ a: Formula, _ b: Formula
  ) -> (Notation, Place) {
    switch operation {
    case .plus: return (.row([a.notation(.sum), .sign("+"), b.notation(.sum)]), .sum)
    case .minus:
      if a == 0 { return (.row([.sign("−"), b.notation(.product)]), .sum) }
      return (.row([a.notation(.sum), .sign("−"), b.notation(.product)]), .sum)
    case .times:
      // a·(1 / b) is a / b, as in the text.
      if case .operation(.over, 1, let bottom) = b { return (a / bottom).bareNotation }
      if case .operation(.over, 1, let bottom) = a { return (b / bottom).bareNotation }
      let sign: Notation = b.beginsWithNumber ? .sign("·") : .sign(" ")
      return (.row([a.notation(.product), sign, b.notation(.product)]), .product)
    case .over: return (.fraction(a.notation(.sum), b.notation(.sum)), .product)
    case .power: return (.power(a.notation(.base), b.notation(.sum)), .product)
    }
  }

  /// Whether the first thing that is set is a number, or a fraction of numbers.
  private var beginsWithNumber: Bool {
    switch self {
    case .number: true
    case .operation(.times, let a, _), .operation(.over, let a, _), .operation(.power, let a, _):
      a.beginsWithNumber
    default: false
    }
  }
}

/// Number, in decimals where it is not far from 1, else by its power of ten.
private func numberNotation(_ number: Double) -> (Notation, Formula.Place) {
  if number < 0 { return (.row([.sign("−"), numberNotation(-number).0]), .sum) }
  if number == .infinity { return (.word("∞"), .base) }
  let parts = brief(number).split(separator: "e")
  guard parts.count == 2, let exponent = Int(parts[1]) else {
    return (.number(brief(number)), .base)
  }
  let digits: Notation =
    exponent < 0 ? .row([.sign("−"), .number("\(-exponent)")]) : .number("\(exponent)")
  let power = Notation.power(.number("10"), digits)
  return (parts[0] == "1" ? power : .row([.number("\(parts[0])"), .sign("·"), power]), .product)
}

private func parenthesized(_ arguments: [Formula]) -> Notation {
  let inner = arguments.enumerated().flatMap { index, argument in
    index == 0 ? [argument.notation(.sum)] : [.sign(","), argument.notation(.sum)]
  }
  return .enclosed("(", .row(inner), ")")
}

private func tableNotation(_ numbers: [Double], _ index: Formula) -> Notation {
  let terms = numbers.enumerated().flatMap { position, number in
    let isLast = position == numbers.count - 1
    let condition = Formula.condition(isLast ? .atLeast : .equal, index, Formula(position + 1))
    let term = Notation.row([
      condition.notation(.product), .sign("·"), Formula(number).notation(.product),
    ])
    return position == 0 ? [term] : [.sign("+"), term]
  }
  return .row(terms)
}

private func callNotation(_ function: Formula.Function, _ arguments: [Formula]) -> Notation {
  switch (function.name, arguments.count) {
  case ("√", 1): return .root(arguments[0].notation(.sum))
  case ("abs", 1): return .enclosed("|", arguments[0].notation(.sum), "|")
  case ("floor", 1): return .enclosed("⌊", arguments[0].notation(.sum), "⌋")
  case ("norm", 1): return .enclosed("‖", arguments[0].notation(.sum), "‖")
  case (let name, 1) where name.hasSuffix("Norm"):
    let norm = Notation.enclosed("‖", arguments[0].notation(.sum), "‖")
    return .index(norm, .word(String(name.dropLast(4))))
  default: return .row([.word(function.name), parenthesized(arguments)])
  }
}

extension Formula.Symbol {
  /// The symbol as it is set: hats over letters, small digits below, strokes behind.
  var notation: Notation {
    let subscripts = Array("₀₁₂₃₄₅₆₇₈₉")
    var letters = ""
    var digits = ""
    var strokes = 0
    var hasHat = false
    for scalar in name.unicodeScalars {
      if scalar == "\u{302}" {
        hasHat = true
      } else if scalar == "′" {
        strokes += 1
      } else if let digit = subscripts.firstIndex(of: Character(scalar)) {
        digits += "\(digit)"
      } else if !letters.isEmpty, "0"..."9" ~= scalar {
        digits.unicodeScalars.append(scalar)
      } else {
        letters.unicodeScalars.append(scalar)
      }
    }
    var result = Notation.word(letters)
    if hasHat { result = .hat(result) }
    if !digits.isEmpty { result = .index(result, .number(digits)) }
    if strokes > 0 {
      result = .power(result, .row(Array(repeating: .sign("′"), count: strokes)))
    }
    return result
  }
}
