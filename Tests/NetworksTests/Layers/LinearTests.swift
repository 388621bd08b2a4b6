import Autodiff
import Kernels
import Networks
import Testing

struct LinearTests {
  @Test func aLineIsFitted() {
    var generator = SplitMix64(seed: 1)
    let layer = Linear(from: 2, to: 1, using: &generator)
    let x = Tensor((0..<64).map { _ in generator.nextUniform() }, shape: [32, 2])
    let target = x.matrixProduct(Tensor([[2], [-3]])) + 0.5
    var losses: [Float] = []
    for _ in 0..<400 {
      let loss = layer(x).meanSquaredError(target)
      losses.append(loss.scalar)
      loss.backward()
      for parameter in layer.parameters {
        let slice = parameter.value
        guard let gradient = parameter.gradient else { continue }
        slice.update(zip(slice, gradient).map { $0 - 0.5 * $1 })
        parameter.clearGradient()
      }
    }
    #expect(losses[399] < 1e-4 * losses[0])
    #expect(abs(layer.weight.value[1] + 3) < 0.05)
  }
}
