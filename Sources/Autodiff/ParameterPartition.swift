/// A plan that says which parameter goes into which group: every one into exactly one.
///
/// ```swift
/// struct Net: Model {
///   let weight = Parameter("weight", shape: [2, 2], [1, 2, 3, 4])
///   let bias = Parameter("bias", [0, 0])
/// }
/// let partition = try ParameterPartition.decayingWeights(of: Net())
/// #expect(partition.parameters(of: "weights").map(\.name) == ["weight"])
/// let groups = partition.makeGroups()
/// #expect(groups.map(\.decayMultiplier) == [1, 0])
/// ```
///
/// The description of a partition is a report: each group with its multipliers and its parameters.
public struct ParameterPartition {
  /// A group to be: its settings, and which parameters go into it.
  public struct Part {
    /// The name of the group.
    public let name: String

    /// What the learning rate is multiplied by, in `0...`.
    public let learningRateMultiplier: Double

    /// What the rate of weight decay is multiplied by, in `0...`; 0 excludes the group.
    public let decayMultiplier: Double

    /// Whether a parameter goes into the group; nil in a part that takes what no other takes.
    public let contains: ((Parameter) -> Bool)?

    /// Creates a part.
    ///
    /// - Parameters:
    ///   - name: the name of the group, unique in the partition.
    ///   - learningRateMultiplier: what the learning rate is multiplied by, in `0...`.
    ///   - decayMultiplier: what the rate of weight decay is multiplied by, in `0...`.
    ///   - contains: whether a parameter goes into the group; where left out, all parameters do that go
    ///     into no other.
    public init(
      _ name: String, learningRateMultiplier: Double = 1, decayMultiplier: Double = 1,
      contains: ((Parameter) -> Bool)? = nil
    ) {
      self.name = name
      self.learningRateMultiplier = learningRateMultiplier
      self.decayMultiplier = decayMultiplier
      self.contains = contains
    }
  }

  /// Why parameters can't be parted.
  public enum Failure: Error, Hashable, Sendable {
    /// A parameter would go into several groups.
    case inSeveralGroups(parameter: String, groups: [String])
    /// A parameter would go into none.
    case inNoGroup(parameter: String)
    /// A parameter has joined a group before.
    case alreadyGrouped(parameter: String, group: String)
    /// Two parameters have the same name.
    case sharedName(parameter: String)
  }

  /// The parts that got a parameter, each with its parameters in their order.
  public let parts: [(part: Part, parameters: [Parameter])]

  /// Parts parameters.
  ///
  /// - Parameters:
  ///   - parameters: all parameters that are trained, none in a group yet.
  ///   - parts: the groups to be; one that gets no parameter is left out.
  /// - Throws: a `Failure` that names a parameter which is in several groups or in none.
  public init(_ parameters: [Parameter], into parts: [Part]) throws(Failure) {
    var members = [[Parameter]](repeating: [], count: parts.count)
    var names: Set<String> = []
    for parameter in parameters {
      guard names.insert(parameter.name).inserted else {
        throw .sharedName(parameter: parameter.name)
      }
      members[try Self.part(of: parameter, among: parts)].append(parameter)
    }
    self.parts = zip(parts, members).filter { !$1.isEmpty }.map { (part: $0, parameters: $1) }
  }

  private static func part(of parameter: Parameter, among parts: [Part]) throws(Failure) -> Int {
    if let group = parameter.groupName {
      throw .alreadyGrouped(parameter: parameter.name, group: group)
    }
    let chosen = parts.indices.filter { parts[$0].contains?(parameter) ?? false }
    let fitting = chosen.isEmpty ? parts.indices.filter { parts[$0].contains == nil } : chosen
    guard let index = fitting.first else { throw .inNoGroup(parameter: parameter.name) }
    guard fitting.count == 1 else {
      throw .inSeveralGroups(
        parameter: parameter.name, groups: fitting.map { parts[$0].name })
    }
    return index
  }
}

extension ParameterPartition {
  /// Weights with decay; biases and the scales and shifts of normalizations without.
  ///
  /// - Parameters:
  ///   - model: the model whose parameters are trained.
  ///   - decaysEmbeddings: whether embeddings decay as weights do; if not, they join the rest.
  /// - Returns: a partition into `weights` and `rest`.
  /// - Throws: a `Failure` if a parameter is in a group already, or two have the same name.
  public static func decayingWeights(
    of model: some Model, decaysEmbeddings: Bool = true
  ) throws(Failure) -> Self {
    func decays(_ parameter: Parameter) -> Bool {
      switch parameter.kind {
      case .weight: true
      case .embedding: decaysEmbeddings
      case .bias, .normalization: false
      }
    }
    return try Self(
      model.parameters,
      into: [
        Part("weights", contains: decays),
        Part("rest", decayMultiplier: 0),
      ])
  }

  /// All parameters in one group, decaying alike, as an optimizer does that is not told otherwise.
  ///
  /// - Parameter model: the model whose parameters are trained.
  /// - Returns: a partition into one group, `all`.
  /// - Throws: a `Failure` if a parameter is in a group already, or two have the same name.
  public static func together(_ model: some Model) throws(Failure) -> Self {
    try Self(model.parameters, into: [Part("all")])
  }

  /// The parameters of a group.
  ///
  /// - Parameter group: the name of the group.
  /// - Returns: its parameters, none if there is no such group.
  public func parameters(of group: String) -> [Parameter] {
    parts.first { $0.part.name == group }?.parameters ?? []
  }

  /// Makes the groups.
  ///
  /// A parameter joins a group once: a second call traps.
  ///
  /// - Returns: a group for each part that got a parameter.
  public func makeGroups() -> [ParameterGroup] {
    parts.map { part, parameters in
      ParameterGroup(
        part.name, parameters, learningRateMultiplier: part.learningRateMultiplier,
        decayMultiplier: part.decayMultiplier)
    }
  }
}

@available(*, unavailable)
extension ParameterPartition: Sendable {}

extension ParameterPartition: CustomStringConvertible {
  /// Each group with its multipliers, and below it the name and shape of each of its parameters.
  public var description: String {
    parts.map { part, parameters in
      let count = parameters.reduce(0) { $0 + $1.count }
      let title =
        "\(part.name): \(count) numbers, learning rate × \(part.learningRateMultiplier), "
        + "decay × \(part.decayMultiplier)"
      let lines = parameters.map { "  \($0.outline(named: $0.name))" }
      return ([title] + lines).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}

extension ParameterPartition.Failure: CustomStringConvertible {
  /// What is wrong with which parameter.
  public var description: String {
    switch self {
    case .inSeveralGroups(let parameter, let groups):
      "\(parameter) would be in several groups: \(groups.joined(separator: ", "))"
    case .inNoGroup(let parameter):
      "\(parameter) would be in no group; a part without a condition takes what is left"
    case .alreadyGrouped(let parameter, let group):
      "\(parameter) is in the group \(group) already"
    case .sharedName(let parameter):
      "\(parameter) is the name of two parameters"
    }
  }
}
