@testable import Studies
import Testing

/// Learning rate and λ of S7, where losses on the grid seeds are made up.
@Suite struct CurvesTests {
  private let form = Curves.Form.main[1]

  /// The choice where a run without decay has the first loss at each learning rate, and runs with decay
  /// lose by how far λ is from 1, in powers of it, from the second.
  private func choice(
    _ losses: [(zero: Double, best: Double)], rising: Bool = false
  ) -> Curves.Form.Choice? {
    var results = StudyResults(form: .quick, seeds: [31], gridSeeds: [201, 202])
    for (learningRate, loss) in zip(form.learningRates, losses) {
      let grid = form.grid(learningRate)
      for seed in results.gridSeeds {
        results[grid.zero, seed] = Measurement(values: ["test_loss": loss.zero])
      }
      for _ in 0..<4 {
        for rate in grid.rates(after: results) {
          let distance = rising ? 1 / rate : (rate - 1).magnitude
          for seed in results.gridSeeds {
            results[grid.arm(rate), seed] = Measurement(
              values: ["test_loss": loss.best + 0.01 * distance])
          }
        }
      }
    }
    return form.choice(in: results)
  }

  @Test func `the lower loss of two learning rates is taken`() {
    #expect(
      choice([(2, 1), (2, 0.9)]) == .init(learningRate: 1e-2, rate: 1, isBracketed: true))
    #expect(
      choice([(2, 0.9), (2, 1)]) == .init(learningRate: 3e-3, rate: 1, isBracketed: true))
  }

  @Test func `where decay gains nothing there is none`() {
    #expect(
      choice([(2, 1), (0.8, 0.9)]) == .init(learningRate: 1e-2, rate: 0, isBracketed: true))
    #expect(
      choice([(0.8, 0.9), (2, 1)]) == .init(learningRate: 3e-3, rate: 0, isBracketed: true))
    // The run without decay is the best of all, and every one with decay is worse than the best there.
    #expect(
      choice([(2, 0.95), (0.9, 1)]) == .init(learningRate: 1e-2, rate: 0, isBracketed: true))
  }

  @Test func `the end of a grid is said`() {
    let end = choice([(2, 1), (2, 1.5)], rising: true)
    #expect(end?.isBracketed == false && end?.learningRate == 3e-3)
    #expect(end.map { $0.rate > 100 } == true)
  }

  @Test func `the arms of the main network are those of the quick form`() {
    let (quick, full) = (Curves.forms(in: .quick), Curves.forms(in: .full))
    #expect(quick.map(\.name) == ["Adam, L2", "AdamW", "AdamS", "SGD, L2", "SGDS"])
    #expect(full.prefix(6).map(\.name) == quick.map(\.name) + ["AMSGrad, L2"])
    #expect(
      full.dropFirst(6).map(\.name)
        == ["mlp", "mlp-si"].flatMap { network in
          ["AdamW", "AdamS", "SGD, L2", "SGDS"].map { "\(network): \($0)" }
        })
    #expect(full.last?.zero(0.1) == "mlp-si: SGD without decay, η = 0.1")
  }
}
