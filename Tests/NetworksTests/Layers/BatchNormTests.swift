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

  @Test func oneElementInAChannelIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = BatchNorm(channels: 2)(Tensor([[1, 2]]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("more than one element in training; the shape is [1, 2]"))
  }
}
