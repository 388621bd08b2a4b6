precedencegroup PowerPrecedence {
  higherThan: MultiplicationPrecedence
  associativity: right
}

infix operator ** : PowerPrecedence
prefix operator √

extension Formula {
  /// The sum; a term of 0 is left out.
  public static func + (a: Formula, b: Formula) -> Formula {
    if a == 0 { return b }
    if b == 0 { return a }
    return whole(a, b) { $0 + $1 } ?? .operation(.plus, a, b)
  }

  /// The difference; a subtrahend of 0 is left out.
  public static func - (a: Formula, b: Formula) -> Formula {
    if b == 0 { return a }
    return whole(a, b) { $0 - $1 } ?? .operation(.minus, a, b)
  }

  /// The product; a factor of 1 is left out, and 0 times anything is 0, unless it holds a name that a
  /// loop may ask for.
  public static func * (a: Formula, b: Formula) -> Formula {
    if a == 0 || b == 0 {
      return a.namedFormulas.isEmpty && b.namedFormulas.isEmpty ? 0 : .operation(.times, a, b)
    }
    if a == 1 { return b }
    if b == 1 { return a }
    return whole(a, b) { $0 * $1 } ?? .operation(.times, a, b)
  }

  /// The quotient; a divisor of 1 is left out.
  public static func / (a: Formula, b: Formula) -> Formula {
    b == 1 ? a : .operation(.over, a, b)
  }

  /// A power; that of 0 is 1, unless it holds a name that a loop may ask for.
  public static func ** (a: Formula, b: Formula) -> Formula {
    if b == 0 { return a.namedFormulas.isEmpty ? 1 : .operation(.power, a, b) }
    return b == 1 ? a : .operation(.power, a, b)
  }

  /// The number with the other sign.
  public static prefix func - (a: Formula) -> Formula {
    if case .number(let number) = a { return .number(-number) }
    return .operation(.minus, 0, a)
  }

  /// The square root.
  public static prefix func √ (a: Formula) -> Formula { root(a) }

  /// 1 where the left is less, else 0.
  public static func .< (a: Formula, b: Formula) -> Formula { .condition(.less, a, b) }

  /// 1 where the left is at most the right, else 0.
  public static func .<= (a: Formula, b: Formula) -> Formula { .condition(.atMost, a, b) }

  /// 1 where the left is greater, else 0.
  public static func .> (a: Formula, b: Formula) -> Formula { .condition(.greater, a, b) }

  /// 1 where the left is at least the right, else 0.
  public static func .>= (a: Formula, b: Formula) -> Formula { .condition(.atLeast, a, b) }

  /// 1 where both are equal, else 0.
  public static func .== (a: Formula, b: Formula) -> Formula { .condition(.equal, a, b) }

  /// 1 where both differ, else 0.
  public static func .!= (a: Formula, b: Formula) -> Formula { .condition(.unequal, a, b) }

  /// The result for whole numbers, which is exact.
  private static func whole(
    _ a: Formula, _ b: Formula, _ operation: (Double, Double) -> Double
  ) -> Formula? {
    guard case .number(let x) = a, case .number(let y) = b, x == x.rounded(), y == y.rounded()
    else { return nil }
    let result = operation(x, y)
    return Swift.abs(result) < 1e15 ? .number(result) : nil
  }
}
