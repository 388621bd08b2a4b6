import Autodiff
import Training

/// The loss ½ (w − m)ᵀ A (w − m) of two weights of two elements each, as a task without a graph.
struct Bowl: TrainingTask {
  let groups: [ParameterGroup]
  let stepsPerEpoch = 1
  let buffers: [Buffer] = []
  let curvature: [[Double]]
  let center: [Double]

  init(_ curvature: [[Double]], center: [Double], at start: [Float]) {
    self.curvature = curvature
    self.center = center
    let weights = [Array(start[0..<2]), Array(start[2..<4])].enumerated().map {
      Parameter("weight \($0)", shape: [2], kind: .weight, $1)
    }
    groups = [
      ParameterGroup("weights", weights),
      ParameterGroup("biases", [Parameter("bias", [7])], decayMultiplier: 0),
    ]
  }

  private var distance: [Double] {
    zip(groups[0].parameters.flatMap { Array($0.value) }, center).map { Double($0) - $1 }
  }

  private var slope: [Double] {
    curvature.map { row in zip(row, distance).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  mutating func skip(batches: Int) {}

  mutating func takeGradient() -> Double { measureTraining().loss }

  mutating func measureTraining() -> (loss: Double, gradientNorm: Double) {
    let slope = slope
    groups[0].parameters[0].setGradient(slope[0..<2].map { Float($0) })
    groups[0].parameters[1].setGradient(slope[2..<4].map { Float($0) })
    groups[1].parameters[0].setGradient([1])
    return (zip(slope, distance).reduce(0) { $0 + $1.0 * $1.1 } / 2, gradientNorm)
  }

  mutating func measureTest() -> (loss: Double, error: Double) { (0, 0) }
}
