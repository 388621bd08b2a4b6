import Descent
import Laboratory

/// The loss ½(θ₁² + θ₂²), as a task without a graph; the bias θ₂ is not decayed.
struct Parabola: TrainingTask {
  let weight: Parameter
  let bias: Parameter
  let groups: [ParameterGroup]
  let stepsPerEpoch = 4
  var failsAtStep = Int.max
  var step = 0

  init(start: Float = 3) {
    weight = Parameter("weight", [start])
    bias = Parameter("bias", [4])
    groups = [
      ParameterGroup("weights", [weight]), ParameterGroup("biases", [bias], decayMultiplier: 0),
    ]
  }

  var loss: Double { Double(weight.value[0] * weight.value[0] + bias.value[0] * bias.value[0]) / 2 }

  let buffers: [Buffer] = []

  mutating func skip(batches: Int) { step += batches }

  mutating func takeGradient() -> Double {
    step += 1
    weight.setGradient(Array(weight.value))
    bias.setGradient(Array(bias.value))
    return step == failsAtStep ? .nan : loss
  }

  mutating func measureTraining() -> (loss: Double, gradientNorm: Double) {
    (loss, (2 * loss).squareRoot())
  }

  mutating func measureTest() -> (loss: Double, error: Double) { (2 * loss, 0.25) }
}
