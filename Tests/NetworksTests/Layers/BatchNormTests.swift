import Autodiff
import Kernels
import Networks
import Testing

struct BatchNormTests {
  @Test func runningStatisticsAgreeWithPyTorch() throws {
    let recorded = try RecordedLayers.load().batchNorm
    let layer = BatchNorm(channels: 3)
    for (batch, result) in zip(recorded.batches, recorded.results).prefix(2) {
      expectClose(layer(batch.tensor).array, result, "training")
    }
    expectClose(Array(layer.runningMean), recorded.runningMean, "running mean")
    expectClose(Array(layer.runningVariance), recorded.runningVariance, "running variance")
    let evaluated = evaluating { layer(recorded.batches[2].tensor).array }
    expectClose(evaluated, recorded.results[2], "evaluation")
    expectClose(Array(layer.runningMean), recorded.runningMean, "running mean after evaluation")
  }

  @Test func measuringLeavesTheRunningStatisticsAndSettlingReplacesThem() {
    let layer = BatchNorm(channels: 1)
    let batch = Tensor([[1], [3]], requiresGradient: true)
    let trained = layer(batch).array
    let running = [Array(layer.runningMean), Array(layer.runningVariance)]
    expectClose(running.flatMap(\.self), [0.2, 1.1], "running averages")
    let measured = measuring { layer(batch) }
    #expect(measured.array == trained && measured.requiresGradient)
    #expect([Array(layer.runningMean), Array(layer.runningVariance)] == running)
    let settled = settling { layer(batch) }
    #expect(settled.array == trained && !settled.requiresGradient)
    #expect(Array(layer.runningMean) == [2] && Array(layer.runningVariance) == [2])
  }
}
