/// A small random number generator that is the same everywhere for the same seed.
///
/// ```text
/// s ← s + 0x9E3779B97F4A7C15        z = mix(s)
/// ```
///
/// - Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates a generator.
  ///
  /// - Parameters:
  ///   - seed: any number; equal seeds give equal sequences.
  ///   - stream: tells apart uses of one seed (noise, order, split), so that none follows another.
  package init(seed: UInt64, stream: Stream) {
    state = seed
    // One step of the generator between seed and stream keeps neighbouring seeds apart.
    state = next() ^ stream.rawValue
    state = next()
  }

  /// What a sequence of random numbers is for.
  package enum Stream: UInt64, Sendable {
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
  }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

// The standard library does not promise that `shuffled(using:)` and `random(in:using:)` stay the same
// from version to version; a seed printed in a report should.
extension SplitMix64 {
  /// A number in `0 ..< bound`, each equally likely.
  ///
  /// - Parameter bound: in `1...`.
  /// - Returns: the number.
  package mutating func number(below bound: Int) -> Int {
    precondition(bound > 0, "SplitMix64: bound must be in 1..., but is \(bound)")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in `0 ..< 1`.
  package mutating func fraction() -> Double {
    Double(next() >> 11) * 0x1p-53
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
