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
}
