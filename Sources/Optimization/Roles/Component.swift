/// A part of an optimizer: hyper-parameters and nothing else.
///
/// What changes from step to step is state, which an `Optimizer` keeps for the part. Two parts of
/// equal hyper-parameters are the same part.
public protocol Component: Sendable, Hashable, Codable {
  /// The name of the part: that of its factory, in recipes and on the command line.
  static var name: String { get }

  /// Where the part comes from: authors, year, algorithm or equation.
  static var source: String { get }

  /// What the part can stand for; the protocol of the role says it.
  static var role: Role { get }

  /// What the hyper-parameters may be; empty where none is restricted.
  var bounds: [Bound<Self>] { get }
}

/// A property that holds a part inside another one.
package protocol PartHolder: Sendable {
  /// The part inside.
  var component: any Component { get }

  /// What can stand there.
  static var role: Role { get }
}

extension Component {
  /// No source: the part stands for itself.
  public static var source: String { "" }

  /// No hyper-parameter is restricted.
  public var bounds: [Bound<Self>] { [] }

  /// The parts inside, of a wrapper: those that its properties hold.
  public var inner: [any Component] {
    Mirror(reflecting: self).children.compactMap { ($0.value as? any PartHolder)?.component }
  }

  /// The bounds, applied: those of the parts inside first.
  public var checks: [BoundCheck] {
    inner.flatMap(\.checks) + ownChecks
  }

  /// The bounds of the part itself, applied.
  package var ownChecks: [BoundCheck] { bounds.map { $0.checked(on: self) } }

  /// The part itself, whose hyper-parameters are in their ranges: what a factory returns.
  ///
  /// Traps, with the name, the range and the value, where one isn't.
  public func checked() -> Self {
    // The message of `preconditionFailure` is lost in optimized builds; that of `fatalError` is not.
    for check in checks where !check.holds { fatalError("\(Self.self): \(check)") }
    return self
  }
}

/// How much of a parameter a part has to see at once.
public enum Granularity: Sendable, Hashable, Codable {
  /// Each element on its own: the part works on tiles, across the borders of parameters.
  case element

  /// A whole parameter with its shape: the part pays for a barrier of its own.
  case parameter
}

/// A named state array of a part.
public struct StateArray: Sendable, Hashable {
  /// The name, unique in the part: `m`, `v`.
  public let name: String

  /// The shape, or nil for one number for each element of the parameter.
  ///
  /// A part that works element by element keeps nothing else.
  public let shape: [Int]?

  /// What the array holds before the first step.
  public let start: Start

  /// What a state array holds before the first step.
  public enum Start: Sendable, Hashable {
    /// The same number everywhere.
    case constant(Float)

    /// The parameter's own values.
    case parameters
  }

  /// Creates the declaration of a state array.
  ///
  /// - Parameters:
  ///   - name: unique in the part.
  ///   - shape: left out, the parameter's own.
  ///   - start: what the array holds before the first step; left out, zeros.
  public init(_ name: String, shape: [Int]? = nil, start: Start = .constant(0)) {
    self.name = name
    self.shape = shape
    self.start = start
  }
}

/// A part that sees gradients, and may keep state.
public protocol StatefulComponent: Component {
  /// How much of a parameter the part sees at once.
  var granularity: Granularity { get }

  /// The state arrays for a parameter of a shape.
  func stateArrays(for shape: [Int]) -> [StateArray]

  /// The part in mathematics: lines that are carried out from top to bottom, on every element.
  ///
  /// What isn't a number for each element (a correction, a coefficient that changes with `t`) is
  /// computed from the lines, once a step, and handed to the loops by its name: a line of its own,
  /// `μ ← β·(1 − 0.5·0.96^t)`, or a named formula within a line. Such a number that a line reads before
  /// one has assigned it is kept from step to step, for each parameter, beginning with 0.
  var lines: [Assignment] { get }

  /// What the part makes of a gradient of 1 on average; nil where there is no such number.
  ///
  /// It is a formula of `t`, of the part's numbers and of one mean of a state array of squares,
  /// `1 / √mean(v)`. Stable weight decay shrinks in proportion to the product of the parts' gains, and
  /// is refused where one of them has none.
  var gain: Formula? { get }

  /// Why the part can't work on parameters of a shape, or nil where it can.
  func refusal(of shape: [Int]) -> String?
}

extension StatefulComponent {
  /// Element by element.
  public var granularity: Granularity { .element }

  /// No array.
  public func stateArrays(for shape: [Int]) -> [StateArray] { [] }

  /// No gain.
  public var gain: Formula? { nil }

  /// Any shape is fine.
  public func refusal(of shape: [Int]) -> String? { nil }
}
