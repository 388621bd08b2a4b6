import Training
import Testing

@Suite struct BuiltInDataTests {
  @Test func fashion() throws {
    let (training, test) = try BuiltInData.fashion()
    #expect(training.shape == [14, 14])
    #expect(training.count == 10_000)
    #expect(test.count == 2_000)
    // The sum of the bytes that the conversion script reports.
    let sum = training.features.reduce(0.0) { $0 + (Double($1) * 255).rounded() }
    #expect(sum == 143_429_587)
    for label in 0..<10 {
      #expect(training.labels.count { $0 == label } == 1_000)
      #expect(test.labels.count { $0 == label } == 200)
    }
  }

  @Test func novel() throws {
    let novel = try BuiltInData.novel()
    #expect(novel.alphabet.count == 75)
    #expect(novel.tokens.count == 684_768)
  }
}
