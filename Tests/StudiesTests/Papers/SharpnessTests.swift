@testable import Studies
import Descent
import Testing
import Training

@Suite struct SharpnessTests {
  /// At the bottom of a bowl of curvature 2 all around, with weights of norms 5 and 2.
  @Test func `each measure is what it is called`() {
    let start: [Float] = [3, 4, 2, 0]
    let curvature: [[Double]] = (0..<4).map { row in (0..<4).map { $0 == row ? 2 : 0 } }
    let bottom = LossSurface(Bowl(curvature, center: start.map(Double.init), at: start))
    let expected: [(Sharpness.Measure, Double)] = [
      (.fixed, 0.25), (.trace, 8), (.curvature, 2), (.relative, 0.25 + 0.04),
      (.relativeTrace, 2 * (2 * 25 + 2 * 4)), (.relativeCurvature, 50), (.ascent, 0),
    ]
    #expect(Set(expected.map(\.0)) == Set(Sharpness.Measure.allCases))
    for (measure, number) in expected {
      #expect(abs(measure.value(of: bottom) - number) <= 2e-3 * number, "\(measure)")
    }
    let slope = LossSurface(Bowl(curvature, center: [3, 4, 2, -1], at: start))
    // Uphill of the last weight alone, which is 0 and has no length to go.
    #expect(Sharpness.Measure.ascent.value(of: slope) == 0)
    // Uphill of a weight of 2 by half a unit: 2.5² less 2².
    let other = LossSurface(Bowl(curvature, center: [3, 4, 0, 0], at: start))
    #expect(abs(Sharpness.Measure.ascent.value(of: other) - (9 - 4)) < 1e-4)
  }

  private func measurement(
    _ window: String, _ family: EarlyDecayArms, _ measures: [Sharpness.Measure]
  ) throws -> Measurement {
    let arm = Sharpness.arm(window, of: family, measures, SmallData.images).shortened(to: 6)
    return try #require(try perform(arm.run(31)).measurement)
  }

  @Test func `longer weights leave the relative measure, and not the naive one`() throws {
    let run = try measurement("always", .normalized, Sharpness.Measure.allCases)
    #expect(abs((run[Sharpness.afterRescaling] ?? 0) - 1) < 1e-2)
    #expect((run[Sharpness.naiveAfterRescaling] ?? 1) < 0.9)
    for measure in Sharpness.Measure.allCases { #expect(run[measure.quantity] != nil) }
    // Only one arm, of the networks with batch norm, is rescaled.
    for other in [
      try measurement("never", .normalized, [.fixed]), try measurement("always", .plain, [.fixed]),
    ] {
      #expect(other[Sharpness.Measure.fixed.quantity] != nil)
      #expect(other[Sharpness.Measure.trace.quantity] == nil)
      #expect(other[Sharpness.afterRescaling] == nil)
    }
  }
}
