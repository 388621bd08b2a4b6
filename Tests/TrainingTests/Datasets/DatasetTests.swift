import Descent
import Training
import Testing

@Suite struct DatasetTests {
  /// `count` examples of two features, of which the first is the example's number.
  func numbered(_ count: Int, classes: Int = 4) -> Dataset {
    Dataset(
      shape: [2], features: (0..<count).flatMap { [Float($0), 5] },
      labels: (0..<count).map { $0 % classes }, classes: (0..<classes).map(String.init))
  }

  @Test func selecting() {
    let part = numbered(6).selecting([4, 1])
    #expect(part.features == [4, 5, 1, 5])
    #expect(part.labels == [0, 1])
  }

  @Test func noiseReplacesTheShareAndNothingElse() {
    let clean = numbered(1_000)
    let noisy = clean.withLabelNoise(0.4, seed: 7)
    let changed = zip(clean.labels, noisy.labels).count { $0 != $1 }
    // 400 labels are drawn anew, and a quarter of these draws finds the true class.
    #expect((260...340).contains(changed))
    #expect(noisy.features == clean.features)
    #expect(noisy.labels == clean.withLabelNoise(0.4, seed: 7).labels)
    #expect(noisy.labels != clean.withLabelNoise(0.4, seed: 8).labels)
    #expect(clean.withLabelNoise(0, seed: 7).labels == clean.labels)
  }

  @Test(arguments: [0, 0.001, 0.3, 0.999]) func splitIsDisjointAndTotal(share: Double) {
    let (training, test) = numbered(50).split(testShare: share, seed: 3)
    let numbers = stride(from: 0, to: 100, by: 2).map { (training.features + test.features)[$0] }
    #expect(numbers.sorted() == (0..<50).map(Float.init))
    #expect(test.isEmptyOnlyIf(share == 0))
    #expect(training.count >= 1)
  }

  @Test func splitFollowsTheSeed() {
    let first = numbered(50).split(testShare: 0.2, seed: 3).test.features
    #expect(first == numbered(50).split(testShare: 0.2, seed: 3).test.features)
    #expect(first != numbered(50).split(testShare: 0.2, seed: 4).test.features)
  }

  @Test func batchesCoverAnEpoch() {
    var batches = ShuffledBatches(count: 10, batchSize: 3, seed: 1)
    #expect(batches.batchesPerEpoch == 3)
    var epochs: [[Int]] = []
    for _ in 0..<3 {
      let epoch = (0..<3).flatMap { _ in batches.next() }
      #expect(Set(epoch).count == 9)
      #expect(epoch.allSatisfy { (0..<10).contains($0) })
      epochs.append(epoch)
    }
    #expect(Set(epochs).count == 3)
    var again = ShuffledBatches(count: 10, batchSize: 3, seed: 1)
    #expect(Array(again.next()) == Array(epochs[0].prefix(3)))
  }

  /// Where batches divide the examples, none is left out; the order is drawn by nothing else.
  @Test func wholeEpochsLeaveNothingOut() {
    var batches = ShuffledBatches(count: 12, batchSize: 4, seed: 5)
    var generator = SplitMix64(seed: 5, stream: .order)
    for _ in 0..<2 {
      let order = generator.permutation(12)
      #expect((0..<3).flatMap { _ in batches.next() } == order)
      #expect(order.sorted() == Array(0..<12))
    }
  }

  @Test func standardizationPerFeature() {
    let dataset = numbered(4)
    let result = Standardization(of: dataset, scope: .perFeature).applied(to: dataset)
    let deviation = Float(1.25).squareRoot()
    let expected = [-1.5, -0.5, 0.5, 1.5].map { Float($0) / deviation }
    for i in 0..<4 {
      #expect(abs(result.features[2 * i] - expected[i]) <= 2 * expected[i].ulp)
      // A feature that never varies becomes 0, not a division by 0.
      #expect(result.features[2 * i + 1] == 0)
    }
  }

  @Test func standardizationShared() {
    let dataset = Dataset(shape: [2], features: [0, 2, 4, 6], labels: [0, 0], classes: ["a"])
    let standardization = Standardization(of: dataset, scope: .shared)
    #expect(standardization.mean == [3, 3])
    let deviation = Double(5).squareRoot()
    #expect(standardization.deviation == [deviation, deviation])
  }
}

extension Dataset {
  fileprivate func isEmptyOnlyIf(_ condition: Bool) -> Bool { (count == 0) == condition }
}
