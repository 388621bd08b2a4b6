import Autodiff
import Testing

struct GraphTests {
  @Test func nothingIsRecordedForConstants() {
    #expect(!(Tensor([1]) * 2).requiresGradient)
  }

  @Test func nothingIsRecordedWithoutGradients() {
    let parameter = Parameter("weight", [1])
    let (inside, isTraining) = withoutGradients { (Tensor(parameter) * 2, Graph.isTraining) }
    #expect(!inside.requiresGradient)
    #expect(isTraining)
    #expect((Tensor(parameter) * 2).requiresGradient)
  }

  @Test func evaluatingIsWithoutGradientsAndWithoutTraining() {
    evaluating {
      #expect(!Graph.isRecording)
      #expect(!Graph.isTraining)
    }
    #expect(Graph.isRecording)
    #expect(Graph.isTraining)
  }

  @Test func inferenceNeedsTheMemoryOfTwoLayers() {
    let memory = TensorMemory()
    let weight = Parameter("weight", shape: [64, 64], [Float](repeating: 0.01, count: 4_096))
    memory.use {
      withoutGradients {
        var x = Tensor(repeating: 1, shape: [32, 64])
        for _ in 0..<100 { x = x.matrixProduct(Tensor(weight)).relu() }
      }
    }
    #expect(memory.allocationCount <= 3)
  }
}
