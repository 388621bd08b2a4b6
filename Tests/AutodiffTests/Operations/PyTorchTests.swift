import Autodiff
import Foundation
import Kernels
import Testing

/// An operation with what PyTorch makes of it; `Numbers/make_numbers.py` writes them.
struct RecordedCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Array: Decodable, Sendable {
    let shape: [Int]
    let values: [Float]
  }

  let name: String
  let integers: [Int]
  let operands: [Array]
  let result: Array
  let upstream: [Float]
  let gradients: [[Float]]

  var testDescription: String { "\(name) of \(operands.map(\.shape))" }

  static func load() throws -> [RecordedCase] {
    guard let url = Bundle.module.url(forResource: "Numbers/operations", withExtension: "json")
    else { throw CocoaError(.fileNoSuchFile) }
    return try JSONDecoder().decode([RecordedCase].self, from: Data(contentsOf: url))
  }
}

struct PyTorchTests {
  /// A relative 1e-5 of the largest number: what a few roundings of `Float` sums cost.
  static let tolerance: Float = 1e-5

  @Test(arguments: try RecordedCase.load()) func agrees(_ recorded: RecordedCase) throws {
    let operation = try #require(
      recordedOperations[recorded.name], "no operation is called \(recorded.name)")
    let operands = recorded.operands.map {
      Tensor($0.values, shape: $0.shape, requiresGradient: true)
    }
    let result = operation(operands, recorded.integers)
    #expect(result.shape == recorded.result.shape)
    expectClose(result.array, recorded.result.values, "value")
    (result * Tensor(recorded.upstream, shape: result.shape)).sum().backward()
    for (i, (operand, gradient)) in zip(operands, recorded.gradients).enumerated() {
      expectClose(try #require(operand.gradient).map(\.self), gradient, "gradient by operand \(i)")
    }
  }

  private func expectClose(_ ours: [Float], _ theirs: [Float], _ what: String) {
    #expect(ours.count == theirs.count)
    let scale = Swift.max(1, theirs.map(abs).max() ?? 1)
    for (i, (our, their)) in zip(ours, theirs).enumerated() {
      #expect(
        abs(our - their) <= Self.tolerance * scale, "\(what), element \(i): \(our), not \(their)")
    }
  }
}

/// What the recorded names stand for.
private let recordedOperations: [String: @Sendable ([Tensor], [Int]) -> Tensor] = [
  "+": { x, _ in x[0] + x[1] },
  "-": { x, _ in x[0] - x[1] },
  "*": { x, _ in x[0] * x[1] },
  "/": { x, _ in x[0] / x[1] },
  "scalars": { x, _ in (1 - 2 * x[0]) / 4 + 3 / (x[0] + 5) - 1 },
  "power 2.5": { x, _ in x[0].power(2.5) },
  "power -1": { x, _ in x[0].power(-1) },
  "squared": { x, _ in x[0].squared() },
  "product": { x, _ in x[0].matrixProduct(x[1]) },
  "product, left transposed": { x, _ in x[0].matrixProduct(x[1], transposingLeft: true) },
  "product, right transposed": { x, _ in x[0].matrixProduct(x[1], transposingRight: true) },
  "product, both transposed": { x, _ in
    x[0].matrixProduct(x[1], transposingLeft: true, transposingRight: true)
  },
  "sum": { x, _ in x[0].sum() },
  "sum 0": { x, _ in x[0].sum(along: 0) },
  "sum 1, kept": { x, _ in x[0].sum(along: 1, keepingAxes: true) },
  "sum 0 2": { x, _ in x[0].sum(along: 0, 2) },
  "mean": { x, _ in x[0].mean() },
  "mean -1, kept": { x, _ in x[0].mean(along: -1, keepingAxes: true) },
  "variance 1": { x, _ in x[0].variance(along: 1) },
  "variance, unbiased": { x, _ in x[0].variance(correction: 1) },
  "maximum": { x, _ in x[0].maximum() },
  "maximum 1": { x, _ in x[0].maximum(along: 1) },
  "maximum 0 2, kept": { x, _ in x[0].maximum(along: 0, 2, keepingAxes: true) },
  "reshaped": { x, _ in x[0].reshaped([3, 4]) * 2 },
  "permuted 2 0 1": { x, _ in x[0].permuted(2, 0, 1) },
  "permuted 0 2 1 3": { x, _ in x[0].permuted(0, 2, 1, 3) },
  "transposed": { x, _ in x[0].transposed() },
  "slice 1 of 0": { x, _ in x[0].slice(1..<2, along: 0) },
  "slice 1..<3 of 1": { x, _ in x[0].slice(1..<3, along: 1) },
  "slices summed": { x, _ in
    let parts = (0..<3).map { x[0].slice($0..<($0 + 2), along: 1) * Float($0 + 1) }
    return parts[0] + parts[1] + parts[2]
  },
  "concatenate 0": { x, _ in Tensor.concatenate(x, along: 0) },
  "concatenate -1": { x, _ in Tensor.concatenate(x, along: -1) },
  "exponential": { x, _ in x[0].exp() },
  "logarithm": { x, _ in x[0].log() },
  "squareRoot": { x, _ in x[0].sqrt() },
  "hyperbolicTangent": { x, _ in x[0].tanh() },
  "sigmoid": { x, _ in x[0].sigmoid() },
  "relu": { x, _ in x[0].relu() },
  "gelu": { x, _ in x[0].gelu() },
  "softmax": { x, _ in x[0].softmax() },
  "logSoftmax": { x, _ in x[0].logSoftmax() },
  "causalSoftmax": { x, _ in x[0].causalSoftmax() },
  "crossEntropy": { x, labels in x[0].crossEntropy(labels) },
  "crossEntropy, smoothed 0.1": { x, labels in x[0].crossEntropy(labels, smoothing: 0.1) },
  "meanSquaredError": { x, _ in x[0].meanSquaredError(x[1]) },
  "huberLoss": { x, _ in x[0].huberLoss(x[1]) },
  "huberLoss 0.25": { x, _ in x[0].huberLoss(x[1], threshold: 0.25) },
  "embedding": { x, indices in x[0].embedding(indices) },
  "layerNormalization": { x, _ in x[0].layerNormalization(scale: x[1], shift: x[2]) },
  "batchNormalization": { x, _ in x[0].batchNormalization(scale: x[1], shift: x[2]).result },
  "batchNormalization, evaluation": { x, _ in
    x[0].batchNormalization(mean: x[1], variance: x[2], scale: x[3], shift: x[4])
  },
  "causalAttention": { x, _ in x[0].causalAttention(keys: x[1], values: x[2]) },
  "convolution": { x, s in x[0].convolution2D(x[1], stride: s[0], padding: s[1]) },
  "maximumPooling": { x, s in x[0].maximumPooling2D(s[0], stride: s[1], padding: s[2]) },
  "averagePooling": { x, s in x[0].averagePooling2D(s[0], stride: s[1], padding: s[2]) },
]
