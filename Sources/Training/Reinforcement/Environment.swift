public import Autodiff

/// A world that an agent acts in, step by step.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// var pole = CartPole()
/// pole.reset(using: &generator)
/// var steps = 0
/// while !pole.step(steps % 2).isTerminal { steps += 1 }
/// #expect(steps > 5 && steps < CartPole.longestEpisode)
/// ```
public protocol Environment: Sendable {
  /// What the command line and tables call it.
  static var name: String { get }

  /// The number of actions to choose from, counted from 0.
  static var actionCount: Int { get }

  /// The number of steps after which an episode is cut off.
  static var longestEpisode: Int { get }

  /// The return of an agent that acts at random, about.
  static var randomReturn: Double { get }

  /// What the agent sees; equally many numbers at every step.
  var observation: [Float] { get }

  /// Creates a world at rest.
  init()

  /// Begins an episode.
  mutating func reset(using generator: inout SplitMix64)

  /// Acts.
  ///
  /// - Parameter action: in `0 ..< actionCount`.
  /// - Returns: the reward, and whether the episode has come to its end.
  mutating func step(_ action: Int) -> (reward: Double, isTerminal: Bool)
}

extension SplitMix64 {
  /// A number of a range, all equally likely.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(next() >> 11) * 0x1p-53
  }
}
