package import Descent
import Kernels

/// What a sequence of random numbers is for: uses of one seed that must not follow each other.
package enum RandomStream: UInt64, Sendable {
  /// Which labels are replaced, and by what.
  case labelNoise = 1
  /// Which examples are held back for testing.
  case split
  /// The order of the examples in an epoch.
  case order
  /// The initial values of a network.
  case initialization
  /// The examples of a measurement.
  case measurement
  /// What is done to the files that readers are tried with.
  case mutation
}

extension SplitMix64 {
  /// Creates the generator for one use of a seed.
  ///
  /// - Parameters:
  ///   - seed: any number; equal seeds give equal sequences.
  ///   - stream: what the numbers are for.
  package init(seed: UInt64, stream: RandomStream) {
    self.init(seed: seed)
    // A step of the generator between seed and stream keeps neighbouring seeds apart.
    self.init(seed: next() ^ stream.rawValue)
    self.init(seed: next())
  }
}

// The standard library does not promise that `shuffled(using:)` and `random(in:using:)` stay the same
// from version to version; what a seed printed in a report stands for should.
extension SplitMix64 {
  /// A number in `0 ..< bound`, each equally likely.
  ///
  /// - Parameter bound: in `1...`.
  /// - Returns: the number.
  package mutating func number(below bound: Int) -> Int {
    require(bound > 0, "SplitMix64: bound must be in 1..., but is \(bound)")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// The numbers `0 ..< count` in random order.
  ///
  /// - Parameter count: in `0...`.
  /// - Returns: every number once.
  package mutating func permutation(_ count: Int) -> [Int] {
    var numbers = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      numbers.swapAt(last, number(below: last + 1))
    }
    return numbers
  }
}
