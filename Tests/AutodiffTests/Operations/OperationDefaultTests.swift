import Autodiff
import Testing

/// What operations do where nothing is said; the numbers are such that another default shows.
struct OperationDefaultTests {
  /// Two rows whose variance is about ε.
  private let small = Tensor([[1e-3, 2e-3, 9e-3], [-4e-3, 0, 5e-3]])
  private let images = Tensor((0..<16).map { Float($0 * 7 % 11) }, shape: [1, 1, 4, 4])

  @Test func `ε of norms is 1e-5`() {
    let (scale, shift) = (Tensor([1, 1, 1]), Tensor([0, 0, 0]))
    #expect(
      small.layerNormalization(scale: scale, shift: shift).array
        == small.layerNormalization(scale: scale, shift: shift, epsilon: 1e-5).array)
    #expect(
      small.batchNormalization(scale: scale, shift: shift).result.array
        == small.batchNormalization(scale: scale, shift: shift, epsilon: 1e-5).result.array)
    let (mean, variance) = (Tensor([0, 0, 0]), Tensor([1e-5, 2e-5, 3e-5]))
    let found = small.batchNormalization(mean: mean, variance: variance, scale: scale, shift: shift)
    // 1e-3/√(1e-5 + 1e-5), 2e-3/√(2e-5 + 1e-5) and so on.
    let expected: [Float] = [0.223607, 0.365148, 1.423025, -0.894427, 0, 0.790569]
    for (found, expected) in zip(found.array, expected) { #expect(abs(found - expected) < 1e-5) }
  }

  /// Differences of 1 and 2: 0.5, and 2 − 0.5.
  @Test func `a loss is linear from 1 on, and smooths no labels`() {
    #expect(Tensor([1, 2]).huberLoss(Tensor([0, 0])).array == [1])
    let scores = Tensor([[1, 2, 4]])
    #expect(scores.crossEntropy([1]).array == scores.crossEntropy([1], smoothing: 0).array)
    #expect(scores.crossEntropy([1]).array != scores.crossEntropy([1], smoothing: 0.1).array)
  }

  @Test func `windows of pools lie side by side, those of filters one apart`() {
    #expect(images.maximumPooling2D(2).shape == [1, 1, 2, 2])
    #expect(images.averagePooling2D(2).shape == [1, 1, 2, 2])
    #expect(images.convolution2D(Tensor(repeating: 1, shape: [1, 1, 3, 3])).shape == [1, 1, 2, 2])
  }

  @Test func `axes go, and variances are those of all elements`() {
    #expect(small.sum(along: 1).shape == [2] && small.mean(along: 1).shape == [2])
    #expect(small.maximum(along: 1).shape == [2] && small.variance(along: 1).shape == [2])
    // The mean square distance of 0 and 2 from 1.
    #expect(Tensor([[0, 2]]).variance(along: 1).array == [1])
    #expect(Tensor(repeating: 0, shape: [2, 3, 4]).flattened().shape == [24])
    #expect(small.matrixProduct(Tensor([[1], [1], [1]])).shape == [2, 1])
  }

  @Test func `numbers need no gradient`() {
    #expect(!Tensor([1, 2]).requiresGradient && !Tensor([[1, 2]]).requiresGradient)
    #expect(!Tensor(3).requiresGradient)
  }

  @Test func `groups and parts multiply by 1, and embeddings decay`() throws {
    struct Words: Model {
      let table = Parameter("table", kind: .embedding, [1, 2])
    }
    let group = ParameterGroup("all", [Parameter("w", [1])])
    #expect(group.learningRateMultiplier == 1 && group.decayMultiplier == 1)
    let part = ParameterPartition.Part("all") { _ in true }
    #expect(part.learningRateMultiplier == 1 && part.decayMultiplier == 1)
    let groups = try ParameterPartition.decayingWeights(of: Words()).parts
    #expect(groups.map(\.part.decayMultiplier) == [1])
  }
}
