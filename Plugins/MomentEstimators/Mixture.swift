/// What an exponential average does with an element: β of what is kept, and 1 − β of what is new.
struct Mixture: Sendable {
  private let kept: Float
  private let share: Float

  /// Rounds both shares, each from its own exact number.
  init(keeping beta: Double) {
    kept = Float(beta)
    share = Float(1 - beta)
  }

  /// The average after one more number.
  func callAsFunction(_ average: Float, _ new: Float) -> Float { kept * average + share * new }
}
