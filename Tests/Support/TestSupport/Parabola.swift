package import Descent

/// The loss ½(θ₁² + θ₂²), as a task without a graph; the bias θ₂ is not decayed.
package struct Parabola: TrainingTask {
  package let weight: Parameter
  package let bias: Parameter
  package let groups: [ParameterGroup]
  package let stepsPerEpoch = 4
  package var failsAtStep = Int.max
  package var step = 0

  package init(start: Float = 3) {
    weight = Parameter("weight", [start])
    bias = Parameter("bias", [4])
    groups = [
      ParameterGroup("weights", [weight]), ParameterGroup("biases", [bias], decayMultiplier: 0),
    ]
  }

  package var loss: Double {
    Double(weight.value[0] * weight.value[0] + bias.value[0] * bias.value[0]) / 2
  }

  package let buffers: [Buffer] = []

  package mutating func skip(batches: Int) { step += batches }

  package mutating func takeGradient() -> Double {
    step += 1
    setGradients()
    return step == failsAtStep ? .nan : loss
  }

  private func setGradients() {
    weight.setGradient(Array(weight.value))
    bias.setGradient(Array(bias.value))
  }

  package mutating func measureTraining() -> (loss: Double, gradientNorm: Double) {
    setGradients()
    return (loss, (2 * loss).squareRoot())
  }

  package mutating func measureTest() -> (loss: Double, error: Double) { (2 * loss, 0.25) }
}
