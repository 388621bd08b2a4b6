import Kernels

/// A small, fast random generator that a seed determines.
///
/// ```swift
/// var generator = SplitMix64(seed: 7)
/// var same = SplitMix64(seed: 7)
/// #expect(generator.next() == same.next())
/// ```
///
/// - Source: Steele, Lea and Flood, 2014, <https://doi.org/10.1145/2714064.2660195>; the constants are
///   those of Vigna's public-domain `splitmix64.c`, <https://prng.di.unimi.it/splitmix64.c>.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable, Codable {
  /// What the next number is made from; set, it continues where another generator stood.
  public var state: UInt64

  /// Creates a generator.
  ///
  /// - Parameter seed: any number; different ones give different sequences.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    defer { state &+= goldenRatio }
    return mixed(state)
  }

  /// The next number of a uniform distribution over `0 ..< 1`, a multiple of 2⁻²⁴.
  public mutating func nextUniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }
}

// The standard library does not promise that `shuffled(using:)` and `random(in:using:)` stay the same
// from version to version; what a seed printed in a report stands for should.
extension SplitMix64 {
  /// A number in `0 ..< bound`, each equally likely.
  ///
  /// - Parameter bound: in `1...`.
  /// - Returns: the number.
  public mutating func number(below bound: Int) -> Int {
    require(bound > 0, "SplitMix64: bound must be in 1..., but is \(bound)")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// The numbers `0 ..< count` in random order.
  ///
  /// - Parameter count: in `0...`.
  /// - Returns: every number once.
  public mutating func permutation(_ count: Int) -> [Int] {
    var numbers = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      numbers.swapAt(last, number(below: last + 1))
    }
    return numbers
  }
}
