/// A formula as a value: printed, evaluated, and searched for what it needs.
///
/// ```swift
/// let cosine: Formula = 0.1 * (1 + .cos(.π * .min(.t - 1, 100) / 100)) / 2
/// #expect(cosine.description == "0.1·(1 + cos(π·min(t − 1, 100) / 100)) / 2")
/// #expect(cosine.value(at: [.t: 101]) == 0)
/// ```
///
/// A condition in brackets is 1 where it holds and else 0, and 0 times anything is 0: what a condition
/// excludes need not be defined. Operations on whole numbers, and those that change nothing (a factor
/// of 1, a term of 0), are carried out when a formula is made; fractions stay as they are written.
///
/// An author's own symbols are string literals, `"m"`; the symbols that all parts share are static
/// members: `.t`, `.η`, `.g`. Hyper-parameters come from `Numbers`.
public indirect enum Formula: Sendable, Hashable {
  /// A number.
  case number(Double)

  /// What stands for a number that is known elsewhere.
  case symbol(Symbol)

  /// A sum, difference, product, quotient or power.
  case operation(Operation, Formula, Formula)

  /// A relation of two formulas: 1 where it holds, else 0.
  case condition(Relation, Formula, Formula)

  /// A function of some arguments.
  case call(Function, [Formula])

  /// A list of numbers, of which the argument chooses one, counted from 1; beyond the end, the last.
  case table([Double], Formula)

  /// A formula whose value a loop asks for by a name; printed and evaluated as what it names.
  case named(Symbol, Formula)

  /// The operations, in the order of their precedence.
  public enum Operation: String, Sendable, Hashable {
    /// a + b.
    case plus = "+"
    /// a − b.
    case minus = "−"
    /// a·b; 0 where one factor is 0.
    case times = "·"
    /// a / b.
    case over = "/"
    /// a^b.
    case power = "^"
  }

  /// The relations of a condition.
  public enum Relation: String, Sendable, Hashable {
    /// a = b.
    case equal = "="
    /// a ≠ b.
    case unequal = "≠"
    /// a < b.
    case less = "<"
    /// a > b.
    case greater = ">"
    /// a ≤ b.
    case atMost = "≤"
    /// a ≥ b.
    case atLeast = "≥"
  }
}

extension Formula {
  /// A symbol: a name, and whose it is.
  public struct Symbol: Sendable, Hashable {
    /// The name, as it is printed.
    public let name: String

    /// The places in which the part stands whose symbol it is, from the outside in; empty in the part
    /// itself and for symbols that all parts share.
    public private(set) var path: [String] = []

    /// Whether all parts mean the same by it.
    public let isShared: Bool

    /// Creates a symbol of a part, or one that all parts share.
    public init(_ name: String, isShared: Bool = false) {
      self.name = name
      self.isShared = isShared
    }

    /// The symbol as seen from outside a place; a shared one stays as it is.
    func inside(_ place: String) -> Symbol {
      guard !isShared else { return self }
      var outer = self
      outer.path.insert(place, at: 0)
      return outer
    }
  }

  /// A function: of numbers, or over the elements of one or of all parameters.
  public struct Function: Sendable, Hashable {
    /// The name, as it is printed: `cos`, `parameterNorm`.
    public let name: String

    /// Whether it needs more than its arguments at one element: a sum over many, or a matrix.
    ///
    /// Such a function is an input of a step: it is measured, not evaluated.
    public let isMeasured: Bool

    /// Creates a function.
    public init(_ name: String, isMeasured: Bool) {
      self.name = name
      self.isMeasured = isMeasured
    }
  }
}

extension Formula: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  public init(integerLiteral value: Int) { self = .number(Double(value)) }

  public init(floatLiteral value: Double) { self = .number(value) }

  /// Creates a symbol of the author's own.
  public init(stringLiteral value: String) { self = .symbol(Symbol(value)) }

  /// Creates a number.
  public init(_ value: Double) { self = .number(value) }

  /// Creates a whole number.
  public init(_ value: Int) { self = .number(Double(value)) }

  /// Gives the value of the formula a name by which a loop asks for it, at each step, as `step[name]`.
  ///
  /// - Parameter name: a symbol.
  /// - Returns: the formula, printed and evaluated as before.
  public func named(_ name: Formula) -> Formula {
    guard case .symbol(let symbol) = name else { return self }
    return .named(symbol, self)
  }
}

/// The hyper-parameters of a part as formulas: `let p = Numbers(self)`, then `p.beta`.
@dynamicMemberLookup
public struct Numbers<Part> {
  private let part: Part

  /// Creates formulas of the numbers of a part.
  public init(_ part: Part) { self.part = part }

  /// A number.
  public subscript(dynamicMember path: KeyPath<Part, Double>) -> Formula {
    Formula(part[keyPath: path])
  }

  /// A whole number.
  public subscript(dynamicMember path: KeyPath<Part, Int>) -> Formula {
    Formula(part[keyPath: path])
  }
}
