import Descent
import Testing

/// Numbers of steps that no run has, but a recipe can: sums and products of them must not overflow.
@Suite struct LongScheduleTests {
  static let schedules: [any LearningRateSchedule] = [
    CosineRestarts.cosineRestarts(peak: 1, steps: 3, multiplier: .max),
    CosineRestarts.cosineRestarts(peak: 1, steps: .max, multiplier: 2),
    CyclicRate.cyclic(from: 0, to: 1, up: .max, down: .max),
    WarmUpStableDecay.warmUpStableDecay(peak: 1, warmUp: .max, stable: .max, decay: .max),
    ConstantRate.constant(1).shifted(by: 1_000_000_000),
    ConstantRate.constant(1).shifted(by: -1_000_000_000),
  ]

  @Test(arguments: schedules.indices)
  func `has a rate and a formula`(_ index: Int) {
    let schedule = Self.schedules[index]
    for step in [1, 2, 4, 1_000, 1 << 53] {
      #expect((0...1).contains(schedule.learningRate(at: step)), "step \(step)")
    }
    #expect(!schedule.rate.description.isEmpty)
  }

  @Test func `a delay beyond all steps is refused`() {
    let error = #expect(throws: RecipeError.self) {
      try Composition(
        json: """
          {"recipe": "sgd", "schedule": {"name": "shifted", "delay": \(Int.min),
           "base": {"name": "constant", "learningRate": 1}}}
          """, catalogue: .standard)
    }
    #expect(error?.description.contains("delay must be in") == true)
  }
}
