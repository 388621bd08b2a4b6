import Training
import Testing

@Suite struct SampleTests {
  @Test func meanAndDeviation() {
    let sample = Sample([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(sample.mean == 5)
    #expect(abs(sample.deviation - (32.0 / 7).squareRoot()) < 1e-12)
    #expect(Sample([3]).deviation == 0)
    #expect(Sample([3]).halfInterval == nil)
  }

  /// Quantiles of Student's t as printed in tables, for intervals of 95 %.
  @Test(arguments: [
    (2, 12.706), (3, 4.303), (5, 2.776), (11, 2.228), (12, 2.201), (21, 2.086), (61, 2.000),
  ])
  func interval(count: Int, quantile: Double) throws {
    let sample = Sample((0..<count).map { Double($0) })
    let half = try #require(sample.halfInterval)
    let expected = quantile * sample.deviation / Double(count).squareRoot()
    #expect(abs(half / expected - 1) < 5e-4)
  }

  @Test func pairedDifferences() {
    let differences = Sample([1, 2, 3]).differences(to: Sample([0, 2, 5]))
    #expect(differences.values == [1, 0, -2])
  }
}
