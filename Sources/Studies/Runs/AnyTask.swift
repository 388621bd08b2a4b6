import Autodiff
import Training

/// A task whose type is not known where it is wrapped.
struct AnyTask: TrainingTask {
  private var base: any TrainingTask

  init(_ base: any TrainingTask) { self.base = base }

  var groups: [ParameterGroup] { base.groups }
  var stepsPerEpoch: Int { base.stepsPerEpoch }
  var buffers: [Buffer] { base.buffers }
  mutating func skip(batches: Int) { base.skip(batches: batches) }
  mutating func takeGradient() -> Double { base.takeGradient() }
  mutating func measureTraining() -> (loss: Double, gradientNorm: Double) { base.measureTraining() }
  mutating func measureTest() -> (loss: Double, error: Double) { base.measureTest() }
}
