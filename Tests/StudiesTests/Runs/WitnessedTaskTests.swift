@testable import Studies
import Descent
import Foundation
import TestSupport
import Testing
import Training

@Suite struct WitnessedTaskTests {
  @Test func theWitnessTellsTheShareOfEveryStep() throws {
    let rates = (1...40).map { 0.02 * Double($0) }
    let run = TrainingRun(
      composition: .sgdw(learningRate: .list(rates), momentum: 0.9, weightDecay: 0.5), steps: 40,
      recordInterval: 40)
    var task = WitnessedTask(Parabola())
    _ = try run.train(&task)
    #expect(task.rates.count == 40)
    for (measured, rate) in zip(task.rates, rates) {
      #expect(abs(measured / (0.5 * rate) - 1) < 1e-4)
    }
  }

  @Test func theMeanOfSquaresIsThatOfAdam() throws {
    // The gradients of the parabola are its parameters, 3 and 4; a rate of 0 keeps them there.
    let run = TrainingRun(
      composition: .adam(learningRate: .constant(0)), steps: 5, recordInterval: 5)
    var task = WitnessedTask(Parabola())
    _ = try run.train(&task)
    for root in task.rootMeanSquares { #expect(abs(root - (25.0 / 18).squareRoot()) < 1e-6) }
  }

  @Test func theNetworkIsTheSameBesideAWitness() throws {
    let run = TrainingRun(
      composition: .sgdw(learningRate: .constant(0.1), weightDecay: 0.5), steps: 10,
      recordInterval: 5)
    var (plain, witnessed) = (Parabola(), WitnessedTask(Parabola()))
    let (a, b) = (try run.train(&plain), try run.train(&witnessed))
    #expect(a.records.map(\.testLoss) == b.records.map(\.testLoss))
    #expect(a.records.map(\.weightNorm) == b.records.map(\.weightNorm))
  }
}
