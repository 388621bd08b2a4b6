import Autodiff
import Networks

/// A network by the name that the command line and the studies know it by.
///
/// ```swift
/// #expect(NamedNetwork.all.map(\.name).contains("mlp-bn"))
/// #expect(NamedNetwork.scaleInvariant.hidden == [128, 128])
/// ```
public struct NamedNetwork: Sendable {
  /// The name, unlike that of any other.
  public let name: String

  /// What it is, in a few words.
  public let summary: String

  /// The widths of its hidden layers where no others are asked for; none where they can't be chosen.
  public let hidden: [Int]

  /// The number of examples in a batch where no other is asked for.
  public let batchSize: Int

  let maker: Maker

  /// How a network is made; what is random comes from the generator.
  enum Maker: Sendable {
    /// Of examples of some shape: logits of shape `[batch, classes]` from `[batch, features]`.
    case examples(
      @Sendable (_ shape: [Int], _ classes: Int, TaskPlan, inout SplitMix64) throws(NetworkMismatch)
        -> any Layer)

    /// Of windows of a text.
    case text(
      window: Int, @Sendable (_ alphabet: Int, TaskPlan, inout SplitMix64) -> any TokenNetwork)
  }
}

extension NamedNetwork {
  /// Every network.
  public static let all = [
    perceptron, batchNormalized, scaleInvariant, residual, plainResidual, characters, transformer,
  ]

  /// Whether it reads text; else it reads examples with labels.
  public var readsText: Bool { if case .text = maker { true } else { false } }
}

extension NamedNetwork: Hashable {
  /// Two networks are equal where their names are.
  public static func == (left: Self, right: Self) -> Bool { left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension NamedNetwork: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

/// Why a network can't learn from some data; its description is one line.
public struct NetworkMismatch: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of the network.
  public let network: String

  /// What the network needs, and what the data have.
  public let reason: String

  /// The name, and the reason.
  public var description: String { "\(network) \(reason)" }
}
