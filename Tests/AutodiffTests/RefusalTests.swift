import Autodiff
import Testing

/// What must stop the program says which operation refuses what, with the shapes.
struct RefusalTests {
  private func expect(
    _ result: ExitTest.Result?, says parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in parts {
      #expect(message.contains(part), sourceLocation: sourceLocation)
    }
  }

  @Test func shapesThatDoNotFit() async {
    let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 0, shape: [2, 3]) + Tensor(repeating: 0, shape: [4, 3])
    }
    expect(sum, says: "+: the shapes [2, 3] and [4, 3] do not fit")
    let product = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 0, shape: [2, 3]).matrixProduct(
        Tensor(repeating: 0, shape: [3, 4]), transposingRight: true)
    }
    expect(
      product, says: "matrixProduct: the shapes [2, 3] and [3, 4] transposed do not fit",
      "3 columns meet 4 rows")
    let loss = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 0, shape: [2, 3]).meanSquaredError(Tensor(repeating: 0, shape: [3]))
    }
    expect(loss, says: "meanSquaredError: the shapes [2, 3] and [3] must be the same")
    let parts = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.concatenate(
        [Tensor(repeating: 0, shape: [2, 3]), Tensor(repeating: 0, shape: [2, 4])], along: 0)
    }
    expect(parts, says: "concatenate: the shapes [2, 3] and [2, 4] differ")
    let images = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 0, shape: [1, 2, 4, 4]).convolution2D(
        Tensor(repeating: 0, shape: [1, 3, 3, 3]))
    }
    expect(images, says: "convolution2D: the shapes [1, 2, 4, 4] and [1, 3, 3, 3]")
  }

  @Test func lossesThatHaveNoGradient() async {
    let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      (Tensor([1, 2], requiresGradient: true) * 2).backward()
    }
    expect(vector, says: "backward: the loss must be a scalar, but the shape of this * is [2]")
    let constant = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Tensor([1, 2]).sum().backward()
    }
    expect(constant, says: "backward: nothing that this sum was computed from requires a gradient")
  }

  @Test func aSecondPassThroughAReleasedGraph() async {
    let same = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let loss = Tensor([1, 2], requiresGradient: true).sum()
      loss.backward()
      loss.backward()
    }
    expect(same, says: "backward: the graph behind this sum of shape [] was released")
    let shared = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let hidden = Tensor([1, 2], requiresGradient: true).exponential()
      hidden.sum().backward()
      hidden.mean().backward()
    }
    expect(shared, says: "backward: the graph behind this exponential of shape [2] was released")
  }

  @Test func anEmptyBatch() async {
    let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([], shape: [0, 3])
    }
    expect(empty, says: "Tensor: every axis must be in 1..., but the shape is [0, 3]")
  }

  @Test func indicesOutOfRange() async {
    let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([[1, 2], [3, 4]]).crossEntropy([0, 2])
    }
    expect(label, says: "crossEntropy: label 1 must be in 0..<2, but is 2")
    let index = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([[1, 2], [3, 4]]).embedding([-1])
    }
    expect(index, says: "embedding: index 0 must be in 0..<2, but is -1")
    let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([[1, 2], [3, 4]]).sum(along: 2)
    }
    expect(axis, says: "sum: the axis must be in -2..<2 for the shape [2, 2], but is 2")
  }
}
