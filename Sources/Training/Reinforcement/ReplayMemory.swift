import Autodiff

/// All steps of an agent, of which batches are drawn at random.
struct ReplayMemory {
  /// A step.
  struct Transition {
    let state: [Float]
    let action: Int
    let reward: Double
    let next: [Float]
    /// Whether the episode came to its end by itself, so that nothing follows; not where it was cut off.
    let isTerminal: Bool
  }

  private(set) var transitions: [Transition] = []

  mutating func append(_ transition: Transition) { transitions.append(transition) }

  /// Steps drawn with repetition, all equally likely.
  func sample(_ count: Int, using generator: inout SplitMix64) -> [Transition] {
    (0..<count).map { _ in transitions[generator.number(below: transitions.count)] }
  }
}
