import Studies
import Testing

@Suite struct RateGridTests {
  private let loss = Quantity("loss", worst: 2.3)
  private var grid: RateGrid {
    RateGrid("decay", [1e-3, 3e-3, 1e-2, 3e-2], zero: "none", by: loss)
  }

  /// Runs of a grid until it asks for no more: the loss at a rate, lowest at the given place.
  private func results(zero: Double, loss: (Double) -> Double) -> StudyResults {
    var results = StudyResults(form: .quick, seeds: [31], gridSeeds: [201, 202])
    for seed in results.gridSeeds {
      results["none", seed] = Measurement(values: ["loss": zero])
    }
    for _ in 0..<4 {
      for rate in grid.rates(after: results) {
        for seed in results.gridSeeds {
          results[grid.arm(rate), seed] = Measurement(values: ["loss": loss(rate)])
        }
      }
    }
    return results
  }

  @Test func theBestInsideIsTaken() throws {
    let some = results(zero: 2) { ($0 - 1e-2).magnitude + 1 }
    #expect(grid.rates(after: some) == grid.rates)
    let choice = try #require(grid.choice(in: some))
    #expect(choice.rate == 1e-2 && choice.isBracketed && choice.gain == 0.5)
  }

  @Test func anEndIsWidenedTwice() {
    let some = results(zero: 2) { 1 - $0 / 100 }
    let rates = grid.rates(after: some)
    #expect(rates.count == 8)
    #expect(abs(rates[7] / 3 - 1) < 1e-12)
    #expect(grid.choice(in: some)?.isBracketed == false)
    let below = results(zero: 2) { 1 + $0 }
    #expect(abs((grid.rates(after: below).first ?? 0) / 1e-5 - 1) < 1e-12)
  }

  /// Below a rate that does nothing there is nothing to look for.
  @Test func noDecayIsAnEndToo() {
    let some = results(zero: 1.005) { 1 + $0 }
    #expect(grid.rates(after: some) == grid.rates)
    #expect(grid.choice(in: some)?.isBracketed == false)
  }

  @Test func aRunThatDivergedIsTheWorst() {
    var some = results(zero: 2) { ($0 - 1e-2).magnitude + 1 }
    some[grid.arm(1e-2), 201]?.hasDiverged = true
    #expect(grid.choice(in: some)?.rate == 3e-3)
  }

  @Test func nothingIsChosenBeforeAllIsThere() {
    var some = results(zero: 2) { ($0 - 1e-2).magnitude + 1 }
    some[grid.arm(3e-2), 202] = nil
    #expect(grid.choice(in: some) == nil)
  }
}
