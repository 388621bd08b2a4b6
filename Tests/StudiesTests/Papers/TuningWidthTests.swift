@testable import Studies
import Descent
import Foundation
import Testing
import Training

@Suite struct TuningWidthTests {
  private let plan = TaskPlan(data: SmallData.images, hidden: [4], batchSize: 10)

  private func composition(_ decay: any DecayPolicy) -> Composition {
    .adam(learningRate: .constant(0.03), decay: decay)
  }

  @Test func `a scan has the loss at every rate`() throws {
    let form = TuningWidth.forms[1]
    let rates = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]
    #expect(form.name == "decoupled" && areClose(form.rates, rates, 1e-12))
    var shares: [Double] = []
    let measurement = try #require(
      try TuningWidth.scan(
        plan, form, steps: 3, seed: 31,
        goOn: {
          shares.append($0)
          return true
        }, composition))
    #expect(areClose(shares, (1...30).map { Double($0) / 30 }, 1e-12))
    var points: [TrainingRecord] = []
    for rate in [0] + form.rates {
      var task = try plan.makeTask(seed: 31)
      let decay: any DecayPolicy = rate == 0 ? .none : .decoupled(rate)
      let run = TrainingRun(composition: composition(decay), steps: 3, recordInterval: 1)
      points.append(try #require(try run.train(&task).records.last))
      #expect(measurement[TuningWidth.loss(rate)] == points.last?.testLoss)
    }
    let losses = points.map(\.testLoss)
    let gain = Swift.max(0, 1 - (losses.dropFirst().min() ?? 0) / losses[0])
    #expect(abs((measurement[TuningWidth.gain] ?? -1) - gain) < 1e-9)
    #expect(measurement[TuningWidth.width] != nil && measurement[TuningWidth.cliff] != nil)
    #expect(
      try TuningWidth.scan(plan, form, steps: 3, seed: 31, goOn: { $0 < 0.5 }, composition) == nil)
  }

  /// A rate of 1e4 makes the loss large, and guessing bounds it.
  @Test func `a loss is no worse than guessing`() throws {
    let measurement = try #require(
      try TuningWidth.scan(plan, TuningWidth.forms[0], steps: 2, seed: 31, goOn: { _ in true }) {
        .sgd(learningRate: .constant(1e4), decay: $0)
      })
    let losses = [0, 1e-4, 1].compactMap { measurement[TuningWidth.loss($0)] }
    #expect(losses == Array(repeating: log(Double(plan.data.classCount)), count: 3))
  }
}
