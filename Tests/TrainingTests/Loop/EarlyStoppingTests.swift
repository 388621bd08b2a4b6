import Testing
import Training

@Suite struct EarlyStoppingTests {
  @Test func `the lowest loss is kept, and the records since are counted`() {
    var stopping = EarlyStopping(patience: 3)
    let losses: [(loss: Double, isBest: Bool, since: Int, isOver: Bool)] = [
      (.nan, false, 1, false), (2, true, 0, false), (2, false, 1, false), (.nan, false, 2, false),
      (1.5, true, 0, false), (1.6, false, 1, false), (.infinity, false, 2, false),
      (1.51, false, 3, true), (1.4, true, 0, false),
    ]
    for (index, expected) in losses.enumerated() {
      #expect(stopping.hears(loss: expected.loss, step: 10 * index) == expected.isBest)
      #expect(stopping.recordsSinceBest == expected.since)
      #expect(stopping.isOver == expected.isOver, "record \(index)")
    }
    #expect(stopping.best?.step == 80 && stopping.best?.loss == 1.4)
  }

  @Test func `without patience it never ends`() {
    var stopping = EarlyStopping()
    for step in 0..<100 { _ = stopping.hears(loss: Double(step), step: step) }
    #expect(!stopping.isOver && stopping.best?.step == 0)
    #expect(stopping.recordsSinceBest == 99)
  }
}
