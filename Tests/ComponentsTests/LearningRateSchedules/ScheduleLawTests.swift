import Descent
import Testing

/// What holds for every schedule.
@Suite struct ScheduleLawTests {
  /// A schedule as a test case; its name is its formula.
  struct Case: CustomTestStringConvertible, Sendable {
    let schedule: any LearningRateSchedule

    var testDescription: String { "\(type(of: schedule)): \(schedule.rate)" }
  }

  static let cases = schedules.map(Case.init)

  private static let schedules: [any LearningRateSchedule] =
    [
      .constant(0.1), .linear(from: 0.2, to: 0.1, steps: 7), .linear(from: 0, to: 1, steps: 3),
      .list([0.1, 0.3, 0.2]), .cosine(peak: 1, steps: 9), .cosine(peak: 1, steps: 9, end: 0.1),
      .cosine(peak: 1, steps: 9, end: 0.1, power: 2), .cosine(peak: 1, steps: 9, risesAgain: true),
      .step(peak: 1, factor: 0.5, every: 4), .multiStep(peak: 1, factor: 0.5, after: [3, 8, 9]),
      .multiStep(peak: 1, factor: 0.5, after: []), .exponential(peak: 1, factor: 0.9, every: 3),
      .exponential(peak: 1, factor: 0.9, every: 3, staircase: true),
      .polynomial(peak: 1, steps: 8, power: 0.9),
      .polynomial(peak: 1, steps: 8, power: 2, end: 0.5),
      .cosineRestarts(peak: 1, steps: 4),
      .cosineRestarts(peak: 1, steps: 3, multiplier: 2, end: 0.1),
      .cosineRestarts(peak: 1, steps: 1, multiplier: 3), .oneCycle(peak: 1, rise: 4, fall: 7),
      .oneCycle(peak: 1, rise: 4, fall: 7.5, tail: 3, curve: .linear),
      .oneCycle(peak: 1, rise: 0, fall: 3), .cyclic(from: 0.1, to: 1, up: 3, down: 5),
      .cyclic(from: 0.1, to: 1, up: 3, down: 5, cycleFactor: 0.5),
      .cyclic(from: 0.1, to: 1, up: 3, down: 1, stepFactor: 0.9), .inverseTime(peak: 1, rate: 0.3),
      .inverseSquareRoot(peak: 1, warmUp: 6), .noam(width: 1, warmUp: 6),
      .warmUpStableDecay(peak: 1, warmUp: 4, stable: 5, decay: 6, end: 0.1, curve: .squareRoot),
      .warmUpStableDecay(peak: 1, warmUp: 1, stable: 0, decay: 6, curve: .square),
      .piecewise([3: 0.5, 6: 1, 8: 0]), .piecewise([1: 0.5, 6: 1], curve: nil),
      .alternating(0.1, 0.2),
    ] + algebra

  private static let algebra: [any LearningRateSchedule] = [
    CosineDecay.cosine(peak: 1, steps: 9).warmedUp(for: 4),
    ConstantRate.constant(1).warmedUp(for: 1),
    LinearDecay.linear(from: 1, steps: 5).then(.alternating(0.1, 0.2), from: 4),
    InverseTime.inverseTime(peak: 1, rate: 1).times(.linear(from: 1, to: 0.5, steps: 9)),
    InverseTime.inverseTime(peak: 1, rate: 1).clamped(to: 0.2...0.4),
    InverseTime.inverseTime(peak: 1, rate: 1).clamped(to: 0.2...),
    LinearDecay.linear(from: 1, steps: 9).shifted(by: 3),
    LinearDecay.linear(from: 1, steps: 9).shifted(by: -3),
    LinearDecay.linear(from: 1, steps: 4).repeated(every: 4).scaled(by: 0.5),
    CosineRestarts.cosineRestarts(peak: 1, steps: 2, multiplier: 2).shifted(by: 2).repeated(
      every: 11),
    ConstantRate.constant(1).reducedOnPlateau(smallest: 0.1),
  ]

  @Test(arguments: cases)
  func `no rate is negative, and none is above the peak`(_ value: Case) {
    let rates = (1...60).map(value.schedule.learningRate)
    #expect(rates.allSatisfy { $0 >= 0 && $0.isFinite })
    guard let peak = value.schedule.peakLearningRate else { return }
    #expect(rates.allSatisfy { $0 <= peak })
  }

  @Test(arguments: cases)
  func `it comes back from its data`(_ value: Case) throws {
    let data = try Catalogue.standard.value(of: value.schedule)
    let read: any LearningRateSchedule = try Catalogue.standard.part(data)
    #expect(AnyHashable(read) == AnyHashable(value.schedule))
  }
}
