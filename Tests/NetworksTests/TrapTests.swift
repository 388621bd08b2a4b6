import Autodiff
import Networks
import Testing

/// What must stop the program, by what it says then.
struct TrapTests {
  private static let traps: [String: @Sendable (inout SplitMix64) -> Void] = [
    "Initializer: every axis must be in 1..., but the shape is [2, -1]": {
      _ = Initializer.glorotNormal.values(shape: [2, -1], using: &$0)
    },
    "Initializer: bound must be in 0..., but is -1.0": {
      _ = Initializer.uniform(bound: -1).values(shape: [1], using: &$0)
    },
    "Initializer: deviation must be in 0..., but is nan": {
      _ = Initializer.normal(deviation: .nan).values(shape: [1], using: &$0)
    },
    "Initializer: every axis must be in 1..., but the shape is [0, 3]": {
      _ = Linear(from: 3, to: 0, using: &$0)
    },
    "Initializer: every axis must be in 1..., but the shape is [0, 2]": {
      _ = Embedding(tokens: 0, width: 2, using: &$0)
    },
    "Initializer: every axis must be in 1..., but the shape is [2, 1, 0, 0]": {
      _ = Convolution2D(from: 1, to: 2, window: 0, using: &$0)
    },
    "Initializer: every axis must be in 1..., but the shape is [0, 4]": {
      _ = TransformerBlock(width: 4, heads: 2, expansion: 0, using: &$0)
    },
    "Convolution2D: stride must be in 1..., but is 0": {
      _ = Convolution2D(from: 1, to: 1, window: 1, stride: 0, using: &$0)
    },
    "Convolution2D: padding must be in 0..., but is -1": {
      _ = Convolution2D(from: 1, to: 1, window: 1, padding: -1, using: &$0)
    },
    "Dropout: rate must be in 0..<1, but is 1.0": { _ = Dropout(1, using: &$0) },
    "LayerNorm: width must be in 1..., but is 0": { _ in _ = LayerNorm(width: 0) },
    "LayerNorm: epsilon must be in 0..., but is -1.0": { _ in
      _ = LayerNorm(width: 2, epsilon: -1)
    },
    "BatchNorm: channels must be in 1..., but is -1": { _ in _ = BatchNorm(channels: -1) },
    "BatchNorm: momentum must be in 0...1, but is 2.0": { _ in
      _ = BatchNorm(channels: 2, momentum: 2)
    },
    "BatchNorm: epsilon must be in 0..., but is -1.0": { _ in
      _ = BatchNorm(channels: 2, epsilon: -1)
    },
    "BatchNorm: a channel needs more than one element in training; the shape is [1, 2]": { _ in
      _ = BatchNorm(channels: 2)(Tensor([[1, 2]]))
    },
    "CausalSelfAttention: width must be a multiple of heads, but they are 4 and 3": {
      _ = CausalSelfAttention(width: 4, heads: 3, using: &$0)
    },
    "CausalSelfAttention: the shape must be [batch, length, width], but is [1, 4]": {
      _ = CausalSelfAttention(width: 4, heads: 2, using: &$0)(Tensor([[1, 2, 3, 4]]))
    },
  ]

  @Test(arguments: traps.keys.sorted())
  func `stops with its message`(_ message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in
      var generator = SplitMix64(seed: 1)
      TrapTests.traps[message]?(&generator)
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": \(message)\n"))
  }
}
