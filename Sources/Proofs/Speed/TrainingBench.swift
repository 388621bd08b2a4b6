import Descent
import Foundation

/// How long a training step of a network takes: forward, backward and AdamW.
///
/// The engine uses as many threads as the process may use processors.
package struct TrainingBench: Sendable, Hashable, Codable {
  /// The network.
  package let name: String

  /// How long a step took.
  package let time: Timing

  /// The processor time of a step in seconds, on average: other programs lengthen it less.
  package let processorTime: Double

  /// The losses of the first fifty steps, by which one sees that a peer trains the same network.
  package let losses: [Float]

  /// The networks that are measured.
  private static let networks: [(name: String, make: @Sendable () -> any Subject)] = [
    ("tiny", { TinyNetwork() }), ("mlp", { Perceptron() }),
    ("residual", { ResidualNetwork() }), ("transformer", { Transformer() }),
  ]

  /// Their names.
  package static var names: [String] { networks.map(\.name) }

  /// Measures the steps of a network; nil where there is none of the name.
  ///
  /// - Throws: `OptimizerError` where a step can't be taken.
  package init?(_ name: String) throws {
    guard let subject = Self.networks.first(where: { $0.name == name })?.make() else { return nil }
    let parameters = subject.model.parameters
    start(parameters)
    let group = ParameterGroup("all", parameters)
    var optimizer = try Optimizer(.adamw(learningRate: .constant(1e-3), weightDecay: 0.01))
    var steps = 0
    func step() throws -> Float {
      steps += 1
      group.clearGradients()
      let loss = subject.loss()
      loss.backward()
      try optimizer.step([group])
      return loss.scalar
    }
    self.name = name
    losses = try (0..<50).map { _ in try step() }
    steps = 0
    let begin = clock()
    time = try Timing { _ = try step() }
    // In microseconds, as POSIX asks.
    processorTime = Double(clock() - begin) * 1e-6 / Double(steps)
  }
}
