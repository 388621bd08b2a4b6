import Descent
import Foundation

/// Normally distributed numbers that a seed decides.
struct GaussianNoise {
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// The next number, of mean 0 and deviation 1.
  mutating func next() -> Double {
    let radius = (-2 * log(1 - Double(generator.nextUniform()))).squareRoot()
    return radius * cos(2 * .pi * Double(generator.nextUniform()))
  }

  mutating func numbers(_ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
    (0..<count).map { _ in mean + deviation * next() }
  }
}
