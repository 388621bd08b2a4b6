import Descent
import Testing

/// The peak that a schedule states is the largest rate that a step has, for decays that divide by it.
@Suite struct PeakTests {
  @Test func `a peak is reached, and not exceeded`() throws {
    let (low, high) = (ConstantRate.constant(0.1), ConstantRate.constant(0.5))
    let schedules: [any LearningRateSchedule] = [
      low.then(high, from: 3), high.then(low, from: 3), low.then(low.then(high, from: 2), from: 4),
      CyclicRate.cyclic(from: 0.1, to: 0.5, up: 2, down: 3),
      CyclicRate.cyclic(from: 0.1, to: 0.5, up: 2, down: 3, cycleFactor: 0.5),
      CosineRestarts.cosineRestarts(peak: 0.5, steps: 4, multiplier: 2), high.warmedUp(for: 5),
    ]
    for schedule in schedules {
      let peak = try #require(schedule.peakLearningRate, "\(schedule)")
      #expect(peak == 0.5 && (1...40).map(schedule.learningRate).max() == peak, "\(schedule)")
    }
  }

  @Test func `where no step has the largest rate, none is stated`() {
    let falling = CyclicRate.cyclic(from: 0.1, to: 0.5, up: 2, down: 3, stepFactor: 0.9)
    #expect(falling.peakLearningRate == nil)
    #expect(falling.then(.constant(0.7), from: 9).peakLearningRate == nil)
    #expect((ConstantRate.constant(0.7) as any LearningRateSchedule).peakLearningRate == 0.7)
  }
}
