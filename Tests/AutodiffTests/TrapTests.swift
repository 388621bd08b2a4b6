import Autodiff
import Testing

/// What must stop the program, by what it says then: who refuses what, with the shapes.
struct TrapTests {
  typealias Traps = [String: @Sendable () -> Void]

  private static let traps = [parameters, tensors, gradients, parts, products, images, losses]
    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  @Test(arguments: traps.keys.sorted())
  func `stops with its message`(_ message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in TrapTests.traps[message]?()
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": \(message)\n"))
  }
}

private func zeros(_ shape: Int...) -> Tensor { Tensor(repeating: 0, shape: shape) }

extension TrapTests {
  private struct Hidden { let weight = Parameter("weight", [1]) }

  private struct Holder: Model { let hidden = Hidden() }

  private final class Weight: Model, Hashable {
    let weight = Parameter("weight", [1])
    static func == (left: Weight, right: Weight) -> Bool { left === right }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  }

  private struct Bag: Model { let weights: Set = [Weight()] }

  private struct Index: Model { let names = [Weight(): "first"] }

  private static let parameters: Traps = [
    "Holder.hidden has parameters that would not be found: declare Hidden a Model": {
      _ = Holder().parameters
    },
    "Bag.weights has parameters that would not be found: put them into an array, for a set has no order":
      { _ = Bag().parameters },
    "Index.names has parameters that would not be found: make them the values of the dictionary, not "
      + "its keys": { _ = Index().parameters },
    "weight: every axis must be in 1..., but the shape is [0, 2]": {
      _ = Parameter("weight", shape: [0, 2], [])
    },
    "weight: the shape [2, 2] needs 4 values, but there are 3": {
      _ = Parameter("weight", shape: [2, 2], [1, 2, 3])
    },
    "weight: the gradient needs 2 elements for [2], but there are 1": {
      Parameter("weight", [1, 2]).setGradient([1])
    },
    "SplitMix64: bound must be in 1..., but is 0": {
      var generator = SplitMix64(seed: 1)
      _ = generator.number(below: 0)
    },
    "all: learningRateMultiplier must be in 0..., but is -1.0": {
      _ = ParameterGroup("all", [], learningRateMultiplier: -1)
    },
    "all: decayMultiplier must be in 0..., but is inf": {
      _ = ParameterGroup("all", [], decayMultiplier: .infinity)
    },
    "weight is already in the group first": {
      let weight = Parameter("weight", [1])
      _ = [ParameterGroup("first", [weight]), ParameterGroup("second", [weight])]
    },
  ]

  private static let tensors: Traps = [
    "Tensor: every axis must be in 1..., but the shape is [0, 3]": {
      _ = Tensor([], shape: [0, 3])
    },
    "Tensor: every axis must be in 1..., but the shape is [2, -1]": { _ = zeros(2, -1) },
    "Tensor: the shape [2, 2] needs 4 elements, but there are 3": {
      _ = Tensor([1, 2, 3], shape: [2, 2])
    },
    "Tensor: all rows must have the same length, but they have [2, 1]": {
      _ = Tensor([[1, 2], [3]])
    },
    "scalar: the tensor must have one element, but its shape is [2]": { _ = zeros(2).scalar },
    "+: the shapes [2, 3] and [4, 3] do not fit: 2 and 4 are neither equal nor 1": {
      _ = zeros(2, 3) + zeros(4, 3)
    },
    "sum: the axis must be in -2..<2 for the shape [2, 2], but is 2": {
      _ = zeros(2, 2).sum(along: 2)
    },
    "variance: the correction must be less than the 2 elements, but is 2": {
      _ = zeros(2).variance(correction: 2)
    },
    "dropout: rate must be in 0..<1, but is 1.0": {
      var generator = SplitMix64(seed: 1)
      _ = zeros(2).dropout(1, using: &generator)
    },
  ]

  private static let gradients: Traps = [
    "backward: the loss must be a scalar, but the shape of this * is [2]": {
      (Tensor([1, 2], requiresGradient: true) * 2).backward()
    },
    "backward: nothing that this sum was computed from requires a gradient": {
      Tensor([1, 2]).sum().backward()
    },
    "backward: the graph behind this sum of shape [] was released by an earlier backward pass; "
      + "compute the loss again": {
        let loss = Tensor([1, 2], requiresGradient: true).sum()
        loss.backward()
        loss.backward()
      },
    "backward: the graph behind this exp of shape [2] was released by an earlier backward "
      + "pass; compute the loss again": {
        let hidden = Tensor([1, 2], requiresGradient: true).exp()
        hidden.sum().backward()
        hidden.mean().backward()
      },
  ]

  private static let parts: Traps = [
    "slice: the positions must be some of 0..<3 along axis 1 of the shape [2, 3], but are 2..<4": {
      _ = zeros(2, 3).slice(2..<4, along: -1)
    },
    "slice: the positions must be some of 0..<3 along axis 1 of the shape [2, 3], but are 1..<1": {
      _ = zeros(2, 3).slice(1..<1, along: 1)
    },
    "concatenate: there must be a tensor": { _ = Tensor.concatenate([], along: 0) },
    "concatenate: the shapes [2, 3] and [2, 4] differ elsewhere than along axis 0": {
      _ = Tensor.concatenate([zeros(2, 3), zeros(2, 4)], along: 0)
    },
    "reshaped: the shapes [2, 3] and [4] have 6 and 4 elements": { _ = zeros(2, 3).reshaped([4]) },
    "transposed: the tensor needs two axes, but its shape is [2]": { _ = zeros(2).transposed() },
    "permuted: each axis of the shape [2, 3] must be given once, but the axes are [0, 0]": {
      _ = zeros(2, 3).permuted(0, -2)
    },
    "embedding: the table needs two axes, but its shape is [2]": { _ = zeros(2).embedding([0]) },
    "embedding: the shape [2, 2] needs 4 indices, but there are 3": {
      _ = zeros(2, 2).embedding([0, 1, 0], shape: [2, 2])
    },
    "embedding: index 0 must be in 0..<2, but is -1": { _ = zeros(2, 2).embedding([-1]) },
  ]

  private static let products: Traps = [
    "matrixProduct: an operand needs two axes, but its shape is [3]": {
      _ = zeros(2, 3).matrixProduct(zeros(3))
    },
    "matrixProduct: the shapes [2, 3] and [3, 4] transposed do not fit: 3 columns meet 4 rows": {
      _ = zeros(2, 3).matrixProduct(zeros(3, 4), transposingRight: true)
    },
    "causalAttention: the shapes [2, 3] of the queries and [3, 3] of the keys must be the same, of "
      + "two axes at least": {
        _ = zeros(2, 3).causalAttention(keys: zeros(3, 3), values: zeros(2, 3))
      },
    "causalSoftmax: the last two axes must have the same extent, but the shape is [2, 3]": {
      _ = zeros(2, 3).causalSoftmax()
    },
    "softmax: a scalar has no last axis": { _ = zeros().softmax() },
    "layerNormalization: the shape [2, 3] needs a scale and a shift of shape [3], but they are of "
      + "shapes [3] and [2]": {
        _ = zeros(2, 3).layerNormalization(scale: zeros(3), shift: zeros(2))
      },
    "layerNormalization: epsilon must be in 0..., but is -1.0": {
      _ = zeros(2, 3).layerNormalization(scale: zeros(3), shift: zeros(3), epsilon: -1)
    },
  ]

  private static let images: Traps = [
    "matrixProduct: 3 columns need a bias of shape [3], but it is [2]": {
      _ = zeros(2, 4).matrixProduct(zeros(4, 3), bias: zeros(2))
    },
    "causalSelfAttention: the shape must be [batch, length, a multiple of 6], but is [1, 2, 8]": {
      _ = zeros(1, 2, 8).causalSelfAttention(heads: 2)
    },
    "convolution2D: the shapes [1, 2, 4, 4] and [1, 3, 3, 3] must be [batch, inputs, height, width] "
      + "and [outputs, inputs, height, width]": {
        _ = zeros(1, 2, 4, 4).convolution2D(zeros(1, 3, 3, 3))
      },
    "convolution2D: the shapes [1, 3, 4] and [1, 3, 3, 3] must be [batch, inputs, height, width] "
      + "and [outputs, inputs, height, width]": {
        _ = zeros(1, 3, 4).convolution2D(zeros(1, 3, 3, 3))
      },
    "convolution2D: the shapes [1, 3, 4, 4] and [1, 3, 3] must be [batch, inputs, height, width] "
      + "and [outputs, inputs, height, width]": {
        _ = zeros(1, 3, 4, 4).convolution2D(zeros(1, 3, 3))
      },
    "convolution2D: stride must be in 1..., but is 0": {
      _ = zeros(1, 2, 4, 4).convolution2D(zeros(1, 2, 3, 3), stride: 0)
    },
    "convolution2D: padding must be in 0..., but is -1": {
      _ = zeros(1, 2, 4, 4).convolution2D(zeros(1, 2, 3, 3), padding: -1)
    },
    "convolution2D: windows of 5 × 3 do not fit images of shape [1, 2, 4, 4] with padding 0": {
      _ = zeros(1, 2, 4, 4).convolution2D(zeros(1, 2, 5, 3))
    },
    "convolution2D: 5 filters need a bias of shape [5], but it is [1, 5]": {
      _ = zeros(1, 2, 4, 4).convolution2D(zeros(5, 2, 3, 3), bias: zeros(1, 5))
    },
    "averagePooling2D: images must be of shape [batch, channels, height, width], but are [4, 4]": {
      _ = zeros(4, 4).averagePooling2D(2)
    },
    "averagePooling2D: padding must be in 0...1 for a window of 2, but is 2": {
      _ = zeros(1, 2, 4, 4).averagePooling2D(2, padding: 2)
    },
    "maximumPooling2D: an image may have 16777216 elements a channel, but the shape is "
      + "[1, 1, 4097, 4096]": { _ = zeros(1, 1, 4097, 4096).maximumPooling2D(4096) },
    "batchNormalization: the tensor needs a batch and a channel axis, but its shape is [2]": {
      _ = zeros(2).batchNormalization(scale: zeros(2), shift: zeros(2))
    },
    "batchNormalization: the shape [4, 2] needs a shift of shape [2], but it is [3]": {
      _ = zeros(4, 2).batchNormalization(scale: zeros(2), shift: zeros(3))
    },
    "batchNormalization: the shape [4, 2] needs a variance of shape [2], but it is [1]": {
      _ = zeros(4, 2).batchNormalization(
        mean: zeros(2), variance: zeros(1), scale: zeros(2), shift: zeros(2))
    },
    "batchNormalization: epsilon must be in 0..., but is -1.0": {
      _ = zeros(4, 2).batchNormalization(scale: zeros(2), shift: zeros(2), epsilon: -1)
    },
  ]

  private static let losses: Traps = [
    "meanSquaredError: the shapes [2, 3] and [3] must be the same": {
      _ = zeros(2, 3).meanSquaredError(zeros(3))
    },
    "huberLoss: the shapes [2, 3] and [3] must be the same": {
      _ = zeros(2, 3).huberLoss(zeros(3))
    },
    "huberLoss: threshold must be above 0, but is 0.0": {
      _ = zeros(2).huberLoss(zeros(2), threshold: 0)
    },
    "crossEntropy: the shape [2, 3] needs 2 labels, but there are 1": {
      _ = zeros(2, 3).crossEntropy([0])
    },
    "crossEntropy: smoothing must be in 0...1, but is 2.0": {
      _ = zeros(1, 3).crossEntropy([0], smoothing: 2)
    },
    "crossEntropy: label 1 must be in 0..<2, but is 2": { _ = zeros(2, 2).crossEntropy([0, 2]) },
  ]
}
