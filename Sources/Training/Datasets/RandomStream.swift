package import Autodiff

/// What a sequence of random numbers is for: uses of one seed that must not follow each other.
package struct RandomStream: Sendable, Hashable {
  fileprivate let number: UInt64

  /// Creates a stream.
  ///
  /// - Parameter number: another one for each use.
  package init(_ number: UInt64) { self.number = number }

  /// Which labels are replaced, and by what.
  package static let labelNoise = RandomStream(1)
  /// Which examples are held back for testing.
  package static let split = RandomStream(2)
  /// The order of the examples in an epoch.
  package static let order = RandomStream(3)
  /// The initial values of a network.
  package static let initialization = RandomStream(4)
  /// The noise of gradients that a formula gives.
  package static let gradientNoise = RandomStream(8)
  /// The examples of a measurement.
  package static let measurement = RandomStream(5)
  /// Which examples are learned from.
  package static let subset = RandomStream(6)
  /// How the episodes of an environment begin.
  package static let episodes = RandomStream(9)
  /// When an agent acts at random, and how.
  package static let exploration = RandomStream(10)
  /// Which steps of an agent are remembered in a batch.
  package static let memory = RandomStream(11)
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
    self.init(seed: next() ^ stream.number)
    self.init(seed: next())
  }
}
