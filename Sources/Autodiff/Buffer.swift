public import Kernels

/// A part of a model that changes while it trains and is no parameter: running averages, or a random
/// generator.
///
/// A model that goes on as if it had never stopped needs its parameters and its buffers. They are found
/// by `Model.buffers`.
public struct Buffer {
  /// What a buffer holds, shared with its layer.
  public enum Content {
    /// Numbers.
    case numbers(StorageSlice)
    /// A generator.
    case generator(SharedGenerator)
  }

  /// The dotted path in the model (`encoder.0.running_mean`).
  public let name: String

  /// What the buffer holds.
  public let content: Content

  /// Creates a buffer.
  ///
  /// - Parameters:
  ///   - name: the path in the model, unlike that of any parameter.
  ///   - content: what the buffer holds.
  public init(_ name: String, _ content: Content) {
    self.name = name
    self.content = content
  }
}

@available(*, unavailable)
extension Buffer: Sendable {}

extension Buffer: CustomStringConvertible {
  /// The name and the numbers, or the state of the generator.
  public var description: String {
    switch content {
    case .numbers(let numbers): "\(name) [\(numbers.count)]: \(numbers)"
    case .generator(let shared): "\(name): state \(shared.generator.state)"
    }
  }
}

/// A random generator that advances where what holds it can't change, such as a layer.
public final class SharedGenerator {
  /// The generator.
  public var generator: SplitMix64

  /// Shares a generator.
  ///
  /// - Parameter generator: where to begin.
  public init(_ generator: SplitMix64) { self.generator = generator }
}

@available(*, unavailable)
extension SharedGenerator: Sendable {}
