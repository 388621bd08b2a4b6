import Autodiff
import Testing

/// Every operation against central differences, where it is smooth.
struct GradientTests {
  @Test func functionsOfEachElement() {
    checkGradients("exponential", of: [2, 3]) { $0[0].exp() }
    checkGradients("logarithm", of: [2, 3], from: 0.5...2) { $0[0].log() }
    checkGradients("squareRoot", of: [2, 3], from: 0.5...2) { $0[0].sqrt() }
    checkGradients("squared", of: [2, 3]) { $0[0].squared() }
    checkGradients("power", of: [2, 3], from: 0.5...2) { $0[0].power(-1.5) }
    checkGradients("hyperbolicTangent", of: [2, 3]) { $0[0].tanh() }
    checkGradients("sigmoid", of: [2, 3]) { $0[0].sigmoid() }
    checkGradients("relu", at: [([-1, -0.1, 0.1, 1], [4])]) { $0[0].relu() }
    checkGradients("gelu", of: [2, 3]) { $0[0].gelu() }
    checkGradients("gelu", at: [([0], [])]) { $0[0].gelu() }
    checkGradients("scalars", of: [3]) { 2 - $0[0] * 3 + 1 / ($0[0] + 4) - $0[0] / 2 }
    checkGradients("negation", of: [3]) { -$0[0] }
  }

  @Test(arguments: [[4], [2, 3], [2, 1, 3], [1, 1], []]) func reductions(_ shape: [Int]) {
    checkGradients("sum", of: shape) { $0[0].sum() }
    checkGradients("mean", of: shape) { $0[0].mean() }
    checkGradients("variance", of: shape) { $0[0].variance() }
    guard !shape.isEmpty else { return }
    checkGradients("sum", of: shape) { $0[0].sum(along: 0) }
    checkGradients("sum", of: shape) { $0[0].sum(along: -1, keepingAxes: true) }
    checkGradients("mean", of: shape) { $0[0].mean(along: 0, keepingAxes: true) }
    checkGradients("variance", of: shape) { $0[0].variance(along: -1) }
    checkGradients("maximum", of: shape) { $0[0].maximum(along: -1) }
  }

  @Test func aTieOfTwoIsShared() {
    // A central difference sees one side of the tie at a time: the mean slope, one half.
    checkGradients("maximum", at: [([1, 3, 3], [3])]) { $0[0].maximum() }
  }

  @Test func shapeChanges() {
    checkGradients("reshaped", of: [2, 6]) { $0[0].reshaped([3, 1, 4]) }
    checkGradients("flattened", of: [2, 3, 2]) { $0[0].flattened(from: 1) }
    checkGradients("permuted", of: [2, 3, 4]) { $0[0].permuted(1, 2, 0) }
    checkGradients("permuted", of: [2, 1, 4]) { $0[0].permuted(2, 0, -2) }
    checkGradients("slice", of: [3, 4]) { $0[0].slice(1..<3, along: 0) }
    checkGradients("slice", of: [3, 4]) { $0[0].slice(3..<4, along: -1) }
    checkGradients("concatenate", of: [2, 1, 2], [2, 3, 2]) { .concatenate($0, along: 1) }
    checkGradients("concatenate with itself", of: [2, 2]) {
      .concatenate([$0[0], $0[0]], along: 0)
    }
  }

  @Test func matrixProducts() {
    for (left, right) in [([3, 2], [2, 4]), ([2, 3, 2], [2, 4]), ([2, 3, 2], [2, 2, 4])] {
      checkGradients("matrixProduct", of: left, right) { $0[0].matrixProduct($0[1]) }
    }
    checkGradients("matrixProduct", of: [2, 3], [4, 2], step: 0.05) {
      $0[0].matrixProduct($0[1], transposingLeft: true, transposingRight: true)
    }
    checkGradients("matrixProduct", of: [2, 3, 2], [4, 2], [4]) {
      $0[0].matrixProduct($0[1], bias: $0[2], transposingRight: true)
    }
    checkGradients("matrixProduct by itself", of: [2, 2]) { $0[0].matrixProduct($0[0]) }
  }

  @Test func softmaxAndLosses() {
    checkGradients("softmax", of: [2, 4]) { $0[0].softmax() }
    checkGradients("causalSoftmax", of: [2, 3, 3]) { $0[0].causalSoftmax() }
    checkGradients("logSoftmax", of: [2, 4]) { $0[0].logSoftmax() }
    checkGradients("crossEntropy", of: [3, 4]) { $0[0].crossEntropy([1, 0, 3]) }
    checkGradients("crossEntropy", of: [3, 4]) { $0[0].crossEntropy([1, 0, 3], smoothing: 0.2) }
    checkGradients("meanSquaredError", of: [2, 3], [2, 3]) { $0[0].meanSquaredError($0[1]) }
    checkGradients("huberLoss", of: [2, 3], [2, 3]) { $0[0].huberLoss($0[1], threshold: 0.7) }
    checkGradients("embedding", of: [3, 2]) { $0[0].embedding([2, 0, 2]) }
  }

  @Test func images() {
    checkGradients("convolution2D", of: [2, 2, 4, 3], [2, 2, 2, 3]) {
      $0[0].convolution2D($0[1], stride: 2, padding: 1)
    }
    checkGradients("convolution2D", of: [2, 2, 3, 3], [2, 2, 2, 2], [2]) {
      $0[0].convolution2D($0[1], bias: $0[2])
    }
    checkGradients("maximumPooling2D", of: [1, 2, 4, 4], step: 1e-3) { $0[0].maximumPooling2D(2) }
    checkGradients("averagePooling2D", of: [1, 2, 5, 4]) {
      $0[0].averagePooling2D(3, stride: 2, padding: 1)
    }
  }

  @Test func normalization() {
    checkGradients("layerNormalization", of: [3, 4], [4], [4]) {
      $0[0].layerNormalization(scale: $0[1], shift: $0[2])
    }
    checkGradients("batchNormalization", of: [4, 2], [2], [2]) {
      $0[0].batchNormalization(scale: $0[1], shift: $0[2]).result
    }
    checkGradients("batchNormalization", of: [2, 2, 2, 2], [2], [2]) {
      $0[0].batchNormalization(scale: $0[1], shift: $0[2]).result
    }
    checkGradients("attention", of: [1, 3, 2], [1, 3, 2], [1, 3, 2]) {
      $0[0].causalAttention(keys: $0[1], values: $0[2])
    }
  }

  @Test func dropout() {
    checkGradients("dropout", of: [8]) { operands in
      var generator = SplitMix64(seed: 3)
      return operands[0].dropout(0.4, using: &generator)
    }
  }
}
