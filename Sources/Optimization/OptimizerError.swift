/// Why an optimizer could not be composed, or a step could not be taken.
///
/// Where a step throws, parameters, state and counters are as they were before it.
public struct OptimizerError: Error, Sendable, Hashable {
  /// What went wrong; more codes may come.
  public struct Code: Sendable, Hashable {
    /// The name of the code.
    let name: String

    /// The parts have no meaning together, or a hyper-parameter is out of range.
    public static let meaninglessComposition = Code(name: "meaninglessComposition")
    /// A parameter has no gradient, and leaving it out was not asked for.
    public static let missingGradient = Code(name: "missingGradient")
    /// No group of a step has a parameter.
    public static let noParameters = Code(name: "noParameters")
    /// A transform refused a gradient.
    public static let refusedGradient = Code(name: "refusedGradient")
    /// Two parameters or two groups have one name, or a group is not the one of its name before.
    public static let ambiguousGroups = Code(name: "ambiguousGroups")
    /// A part can't work on a parameter of this shape.
    public static let unsuitableShape = Code(name: "unsuitableShape")
    /// A group has parts of its own by a name that no group has.
    public static let unknownGroup = Code(name: "unknownGroup")
    /// A decay has no rate in `0...` for the step.
    public static let unsuitableDecay = Code(name: "unsuitableDecay")
    /// A schedule has no number in `0...` for the step.
    public static let unsuitableLearningRate = Code(name: "unsuitableLearningRate")
  }

  /// What went wrong.
  public let code: Code

  /// What went wrong with what, in one sentence with names and values.
  public let message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = oneLine(message)
  }

  static func meaningless(_ message: String) -> Self { Self(.meaninglessComposition, message) }
}

extension OptimizerError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
