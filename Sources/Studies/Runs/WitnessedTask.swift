import Autodiff
import Foundation
import Kernels
import Training

/// A task with a witness of the decay: a tensor that no loss touches, in a decayed group of its own.
///
/// A step leaves 1 − Rₜ of it, whatever the code under test reports; its numbers are so small that no norm
/// of the network shows them.
struct WitnessedTask: TrainingTask {
  private var base: any TrainingTask
  private let witness: Parameter
  let groups: [ParameterGroup]

  /// Rₜ of every step that was followed by another gradient or a measurement.
  private(set) var rates: [Double] = []

  /// The norm of the hidden weights before every step.
  private(set) var hiddenNorms: [Double] = []

  /// √v̄ after every gradient: the root of the mean of Adam's corrected second moments, made of the sums
  /// of squares alone.
  private(set) var rootMeanSquares: [Double] = []

  private let beta: Double
  private var meanSquare = 0.0
  private var before: [Float]
  private var isStepPending = false

  private static var start: [Float] { (0..<16).map { 0x1p-40 * (1 + Float($0) / 16) } }

  /// Puts a witness beside a task.
  ///
  /// - Parameters:
  ///   - base: the task.
  ///   - beta: β₂ of the Adam that the root mean squares are of.
  init(_ base: any TrainingTask, beta: Double = 0.999) {
    self.base = base
    self.beta = beta
    before = Self.start
    witness = Parameter("witness", before)
    groups = base.groups + [ParameterGroup("witness", [witness])]
  }

  /// The hidden weights: all weights but those of the last layer.
  private var hiddenWeights: ArraySlice<Parameter> {
    base.groups.flatMap(\.parameters).filter { $0.kind == .weight }.dropLast()
  }

  /// Multiplies all hidden weights: a start far from where the decay leads.
  func scaleHiddenWeights(by factor: Float) {
    for weight in hiddenWeights { weight.value.update(weight.value.map { factor * $0 }) }
  }

  var stepsPerEpoch: Int { base.stepsPerEpoch }
  var buffers: [Buffer] { base.buffers }
  mutating func skip(batches: Int) { base.skip(batches: batches) }

  mutating func takeGradient() -> Double {
    read()
    hiddenNorms.append(
      hiddenWeights.reduce(0) { $0 + sumOfSquares($1.value.span) }.squareRoot())
    let loss = base.takeGradient()
    witness.setGradient([Float](repeating: 0, count: witness.count))
    let count = Double(groups.reduce(0) { $0 + $1.count })
    meanSquare = beta * meanSquare + (1 - beta) * base.gradientNorm * base.gradientNorm / count
    let correction = 1 - pow(beta, Double(rootMeanSquares.count + 1))
    rootMeanSquares.append((meanSquare / correction).squareRoot())
    isStepPending = true
    return loss
  }

  mutating func measureTraining() -> (loss: Double, gradientNorm: Double) {
    read()
    return base.measureTraining()
  }

  mutating func measureTest() -> (loss: Double, error: Double) { base.measureTest() }

  /// Reads what the last step left of the witness.
  private mutating func read() {
    if !isStepPending { return }
    isStepPending = false
    let left = zip(witness.value, before).reduce(0) { $0 + Double($1.0) / Double($1.1) }
    rates.append(1 - left / Double(witness.count))
    if witness.value[0] < 0x1p-41 { witness.value.update(Self.start) }
    before = Array(witness.value)
  }
}
