infix operator ← : AssignmentPrecedence

/// A line of an update rule: `m ← β·m + (1 − β)·g`, or a condition under which the step happens.
///
/// Lines are carried out from top to bottom at every step, on every element; what no line has assigned
/// yet is 0.
public struct Assignment: Sendable, Hashable {
  /// What a line does with its formula.
  public enum Target: Sendable, Hashable {
    /// The symbol stands for the value from here on, at the next step, too.
    case symbol(Formula.Symbol)

    /// The step does not happen where the value is 0: it changes nothing.
    case stopsUnless

    /// The step is refused where the value is 0: it throws.
    case refusesUnless
  }

  /// What the line does with its formula.
  public let target: Target

  /// The formula.
  public let formula: Formula

  /// Creates a line.
  public init(_ target: Target, _ formula: Formula) {
    self.target = target
    self.formula = formula
  }

  /// The symbol that is assigned, or nil.
  public var symbol: Formula.Symbol? {
    if case .symbol(let symbol) = target { symbol } else { nil }
  }

  /// A line after which the step does not happen where a formula is 0.
  public static func stopUnless(_ formula: Formula) -> Assignment { Self(.stopsUnless, formula) }

  /// A line after which the step is refused where a formula is 0.
  public static func refuseUnless(_ formula: Formula) -> Assignment {
    Self(.refusesUnless, formula)
  }
}

/// A line that assigns the value of a formula to a symbol.
public func ← (symbol: Formula, formula: Formula) -> Assignment {
  guard case .symbol(let symbol) = symbol else {
    fatalError("\(symbol) ← : only symbols are assigned")
  }
  return Assignment(.symbol(symbol), formula)
}

extension Assignment {
  /// The line with other formulas in place of some symbols, on both sides where they are symbols, too.
  public func replacing(_ symbols: [Formula: Formula]) -> Assignment {
    var target = target
    if case .symbol(let symbol) = target, case .symbol(let new)? = symbols[.symbol(symbol)] {
      target = .symbol(new)
    }
    return Assignment(target, formula.replacing(symbols))
  }

  /// The line as seen from outside a place: the part's own symbols are those of the place.
  ///
  /// - Parameter place: what a wrapper calls the part inside; also the first component of the names of
  ///   its state arrays.
  /// - Returns: the line.
  public func inside(_ place: String) -> Assignment {
    var target = target
    if case .symbol(let symbol) = target { target = .symbol(symbol.inside(place)) }
    return Assignment(target, formula.inside(place))
  }
}

extension Assignment: CustomStringConvertible {
  /// The line as text.
  public var description: String {
    switch target {
    case .symbol(let symbol): "\(symbol.name) ← \(formula)"
    case .stopsUnless: "stop unless \(formula)"
    case .refusesUnless: "refuse unless \(formula)"
    }
  }
}
