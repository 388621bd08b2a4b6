import Testing
import Training

@Suite struct SampleTests {
  @Test func meanAndDeviation() {
    let sample = Sample([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(sample.mean == 5)
    #expect(abs(sample.deviation - (32.0 / 7).squareRoot()) < 1e-12)
    #expect(Sample([3]).deviation == 0)
    #expect(Sample([3]).halfInterval() == nil)
  }

  @Test func interval() throws {
    let sample = Sample([1, 2, 3])
    let half = try #require(sample.halfInterval())
    #expect(abs(half - 4.302653 / 3.0.squareRoot()) < 1e-6)
    #expect(try #require(sample.halfInterval(level: 0.99)) > half)
  }

  @Test func pairedDifferences() {
    let differences = Sample([1, 2, 3]).differences(to: Sample([0, 2, 5]))
    #expect(differences.values == [1, 0, -2])
  }
}
