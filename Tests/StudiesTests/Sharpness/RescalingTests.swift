import Autodiff
import Descent
import Kernels
import Studies
import Testing
import Training

/// The control of every study on norms: longer scale-invariant weights are the same network.
@Suite struct RescalingTests {
  /// A network after a few steps, with weights short enough that ε is felt.
  func task(_ network: NamedNetwork) throws -> any TrainingTask {
    let images = Dataset(
      shape: [4, 4],
      features: (0..<640).map { Float(($0 * $0) % 17) / 8 - 1 }, labels: (0..<40).map { $0 % 2 },
      classes: ["a", "b"])
    let text = CharacterText(String(repeating: "to and fro ", count: 12).unicodeScalars)
    let plan = TaskPlan(
      data: network.readsText
        ? .text(text, trainingShare: 0.7) : .examples(training: images, test: images),
      network: network, hidden: network.hidden.map { _ in 6 }, batchSize: 20)
    var task = try plan.makeTask(seed: 1)
    let run = TrainingRun(
      composition: .sgd(learningRate: .constant(0.1)), steps: 3, recordInterval: 3)
    _ = try run.train(&task)
    for weight in task.scaleInvariantWeights { shorten(weight.parameter) }
    return task
  }

  func shorten(_ parameter: Parameter) {
    parameter.value.update(parameter.value.map { 0.02 * $0 })
  }

  func isClose(_ left: Double, _ right: Double, _ tolerance: Double) -> Bool {
    abs(left / right - 1) <= tolerance
  }

  @Test(arguments: [
    NamedNetwork.batchNormalized, .scaleInvariant, .residual, .characters,
  ]) func longerWeightsAreTheSameNetwork(_ network: NamedNetwork) throws {
    var task = try task(network)
    let invariant = task.scaleInvariantWeights
    #expect(!invariant.isEmpty)
    func slopes() -> [Double] {
      invariant.map { weight in
        weight.parameter.gradient.map { sumOfSquares($0.span).squareRoot() } ?? 0
      }
    }
    task.settle()
    let before = (task.measureTest().loss, task.measureTraining().loss, slopes())
    let surface = LossSurface(task)
    let measures = [surface.rise(radius: 0.1, unit: .relative), surface.ascent(radius: 0.5)]
    let absolute = surface.rise(radius: 0.1, unit: .absolute)
    for weight in invariant { weight.rescale(by: 3) }
    task.settle()
    #expect(isClose(task.measureTest().loss, before.0, 1e-5))
    #expect(isClose(task.measureTraining().loss, before.1, 1e-5))
    for (slope, old) in zip(slopes(), before.2) { #expect(isClose(3 * slope, old, 1e-3)) }
    let after = [surface.rise(radius: 0.1, unit: .relative), surface.ascent(radius: 0.5)]
    for (measure, old) in zip(after, measures) { #expect(isClose(measure, old, 1e-2)) }
    #expect(!isClose(surface.rise(radius: 0.1, unit: .absolute), absolute, 0.02))
  }

  /// With ε left alone, short weights are not scale-invariant: what the control would have failed on.
  @Test func epsilonHasToFollow() throws {
    var task = try task(.batchNormalized)
    let loss = task.measureTraining().loss
    for weight in task.scaleInvariantWeights {
      weight.parameter.value.update(weight.parameter.value.map { 3 * $0 })
    }
    #expect(!isClose(task.measureTraining().loss, loss, 1e-4))
  }
}
