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
    for rule in rules where !rule.holds { preconditionFailure("\(Self.self): \(rule)") }
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

  /// Creates the declaration of a state array; arrays start as zeros.
  ///
  /// - Parameters:
  ///   - name: unique in the part.
  ///   - shape: left out, the parameter's own.
  public init(_ name: String, shape: [Int]? = nil) {
    self.name = name
    self.shape = shape
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
}

extension StatefulComponent {
  /// Element by element.
  public var granularity: Granularity { .element }

  /// No array.
  public func stateArrays(for shape: [Int]) -> [StateArray] { [] }

  /// No scalar.
  public var stateScalars: [StateScalar] { [] }
}
