import Testing
import Training

@Suite struct StudentQuantileTests {
  /// Quantiles as printed in tables: for intervals of 95 %, of 99 %, and of 95 % with four questions.
  @Test(arguments: [
    (0.95, 1, 12.7062), (0.95, 2, 4.30265), (0.95, 3, 3.18245), (0.95, 7, 2.36462),
    (0.95, 10, 2.22814), (0.95, 20, 2.08596), (0.95, 60, 2.00030), (0.95, 1_001, 1.96234),
    (0.99, 1, 63.6567), (0.99, 2, 9.92484), (0.99, 7, 3.49948),
    (0.9875, 2, 8.86020), (0.9875, 7, 3.33529),
  ])
  func tables(level: Double, degrees: Int, expected: Double) {
    #expect(abs(studentQuantile(level: level, degrees: degrees) / expected - 1) < 3e-6)
  }

  @Test func nothingIsWithinZero() {
    #expect(studentQuantile(level: 0, degrees: 4) < 1e-12)
  }
}
