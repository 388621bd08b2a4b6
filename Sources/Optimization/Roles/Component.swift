/// A part of an optimizer: hyper-parameters and nothing else.
///
/// What changes from step to step is state, which an `Optimizer` keeps for the part. Two parts of
/// equal hyper-parameters are the same part.
public protocol Component: Sendable, Hashable, Codable {
  /// What the hyper-parameters may be; empty where there are none.
  var rules: [Rule] { get }
}

extension Component {
  /// No hyper-parameter is restricted.
  public var rules: [Rule] { [] }

  /// Traps, with the name, the rule and the value, where a hyper-parameter is out of range.
  ///
  /// Initializers of components end with it.
  public func requireValid() {
    // The message of `preconditionFailure` is lost in optimized builds; that of `fatalError` is not.
    for rule in rules where !rule.holds { fatalError("\(Self.self): \(rule)") }
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

/// A named number that a part keeps for each parameter, in double precision.
public struct StateScalar: Sendable, Hashable {
  /// The name, unique in the part.
  public let name: String

  /// The value before the first step.
  public let initial: Double

  /// Creates the declaration of a scalar.
  public init(_ name: String, initial: Double = 0) {
    self.name = name
    self.initial = initial
  }
}

/// A part that may keep state.
public protocol StatefulComponent: Component {
  /// How much of a parameter the part sees at once.
  var granularity: Granularity { get }

  /// The state arrays for a parameter of a shape.
  func stateArrays(for shape: [Int]) -> [StateArray]

  /// The scalars for each parameter.
  var stateScalars: [StateScalar] { get }

  /// Why the part can't work on parameters of a shape, or nil where it can.
  func refusal(of shape: [Int]) -> String?
}

extension StatefulComponent {
  /// Element by element.
  public var granularity: Granularity { .element }

  /// No array.
  public func stateArrays(for shape: [Int]) -> [StateArray] { [] }

  /// No scalar.
  public var stateScalars: [StateScalar] { [] }

  /// Any shape is fine.
  public func refusal(of shape: [Int]) -> String? { nil }
}
