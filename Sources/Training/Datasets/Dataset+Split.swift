import Autodiff
import Kernels

extension Dataset {
  /// The examples in two parts, drawn at random.
  ///
  /// - Parameters:
  ///   - testShare: the share of the examples to hold back, in `0..<1`; at least one example is held
  ///     back where the share is not 0, and one stays.
  ///   - seed: equal seeds split equally.
  /// - Returns: the two parts; together they have every example once.
  public func split(
    testShare: Double, seed: UInt64
  ) -> (training: Dataset, test: Dataset) {
    let places = Self.places(count, testShare: testShare, seed: seed)
    return (selecting(places.training), selecting(places.test))
  }

  /// Where the examples of the two parts are; each part keeps the order of the file.
  static func places(
    _ count: Int, testShare: Double, seed: UInt64
  ) -> (training: [Int], test: [Int]) {
    require(
      (0..<1).contains(testShare), "split: testShare must be in 0..<1, but is \(testShare)")
    var generator = SplitMix64(seed: seed, stream: .split)
    let order = generator.permutation(count)
    let wanted = Int((testShare * Double(count)).rounded())
    let held = testShare == 0 ? 0 : Swift.min(Swift.max(wanted, 1), Swift.max(count - 1, 0))
    return (order.dropFirst(held).sorted(), order.prefix(held).sorted())
  }
}
