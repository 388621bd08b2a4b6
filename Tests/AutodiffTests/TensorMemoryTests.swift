import Kernels
import Testing

@testable import Autodiff

struct TensorMemoryTests {
  @Test func blockSizesAreAQuarterOctaveApart() {
    var sizes: [BlockSize] = []
    for count in 1...5_000 {
      let size = BlockSize(holding: count)
      #expect(size.count >= count)
      #expect(size.count <= Swift.max(16, count * 5 / 4 + 1))
      if sizes.last?.count != size.count { sizes.append(size) }
      #expect(BlockSize(holding: size.count).index == size.index)
    }
    #expect(sizes.map(\.index) == Array(sizes.indices))
    #expect(sizes.prefix(6).map(\.count) == [16, 20, 24, 28, 32, 40])
  }

  /// 17 elements are kept for nobody: who asks for 20 would be lent too few.
  @Test func aBlockOfAnotherSizeIsLetGo() {
    let pool = BlockPool()
    pool.give(Storage(count: 17))
    #expect(pool.take(20).count == 20 && pool.allocationCount == 1)
    let block = pool.take(24)
    pool.give(block)
    #expect(pool.take(21) === block && pool.allocationCount == 2)
  }

  @Test func nothingIsAllocatedAfterTheFirstStep() {
    let memory = TensorMemory()
    let network = SmallNetwork()
    var generator = SplitMix64(seed: 1)
    var counts: [Int] = []
    memory.use {
      for _ in 0..<4 {
        let x = Tensor((0..<96).map { _ in generator.nextUniform() }, shape: [2, 3, 4, 4])
        network.loss(x, [0, 1], &generator).backward()
        counts.append(memory.allocationCount)
        for parameter in network.parameters { parameter.clearGradient() }
      }
    }
    #expect(counts[0] > 20)
    #expect(counts == [Int](repeating: counts[0], count: 4))
  }

  /// No block, and so no byte of a tensor, is added between the tenth step and the ten thousandth.
  @Test func tenThousandStepsGrowNothing() {
    let memory = TensorMemory()
    let weights = Parameter("weights", shape: [3, 2], [0.1, -0.2, 0.3, 0.4, -0.5, 0.6])
    let bias = Parameter("bias", [0, 0, 0])
    var counts: [Int: (blocks: Int, elements: Int)] = [:]
    memory.use {
      for step in 1...10_000 {
        // Batches of different sizes, as at the end of an epoch.
        let rows = step % 5 == 0 ? 3 : 8
        let x = Tensor((0..<(2 * rows)).map { Float($0 * step % 7) }, shape: [rows, 2])
        let features = x.matrixProduct(Tensor(weights), bias: Tensor(bias), transposingRight: true)
        features.gelu().crossEntropy((0..<rows).map { ($0 + step) % 3 }).backward()
        for parameter in [weights, bias] { parameter.clearGradient() }
        if step == 10 || step == 10_000 {
          counts[step] = (memory.allocationCount, memory.allocatedElements)
        }
      }
    }
    #expect(counts[10].map { $0.blocks > 5 } == true)
    #expect(counts[10]?.blocks == counts[10_000]?.blocks)
    #expect(counts[10]?.elements == counts[10_000]?.elements)
  }

  @Test func aValueThatIsStillUsedIsNotGivenToOthers() {
    let memory = TensorMemory()
    memory.use {
      let kept = (Tensor([1, 2]) * 2).value
      for _ in 0..<5 { _ = Tensor([9, 9]) * 9 }
      #expect(Array(kept) == [2, 4])
    }
  }

  @Test func unusedBlocksAreReleased() {
    let memory = TensorMemory()
    memory.use {
      _ = Tensor([1])
      memory.releaseUnused()
      _ = Tensor([1])
    }
    #expect(memory.allocationCount == 2)
    #expect(memory.allocatedElements == 32)
  }
}

/// Every kind of operation that keeps something for its pullback.
private struct SmallNetwork: Model {
  let filters = Parameter(
    "filters", shape: [4, 3, 3, 3], (0..<108).map { 0.1 * Float($0 % 7) - 0.3 })
  let scale = Parameter("scale", kind: .normalization, [1, 1, 1, 1])
  let shift = Parameter("shift", kind: .normalization, [0, 0, 0, 0])
  let weight = Parameter("weight", shape: [4, 4], (0..<16).map { 0.2 * Float($0 % 5) - 0.4 })
  let bias = Parameter("bias", [0, 0, 0, 0])

  func loss(_ x: Tensor, _ labels: [Int], _ generator: inout SplitMix64) -> Tensor {
    let (scale, shift) = (Tensor(scale), Tensor(shift))
    let images = x.convolution2D(Tensor(filters), bias: Tensor(bias), padding: 1)
      .batchNormalization(scale: scale, shift: shift).result.gelu()
    let pooled = images.maximumPooling2D(2) + images.averagePooling2D(2)
    let texts = pooled.flattened(from: 2).layerNormalization(scale: scale, shift: shift)
    let attended = texts + texts.causalAttention(keys: texts, values: texts)
    let features = attended.dropout(0.2, using: &generator).mean(along: 1)
    let logits = features.matrixProduct(Tensor(weight), transposingRight: true) + Tensor(bias)
    return logits.crossEntropy(labels) + logits.logSoftmax().squared().mean() * 0.01
  }
}
