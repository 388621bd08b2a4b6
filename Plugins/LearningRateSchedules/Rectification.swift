import Optimization

/// How far an exponential average of squares can be trusted: RAdam's rectification.
///
/// ```text
/// ρ∞ = 2 / (1 − β) − 1                                          the length of the average at last
/// ρₜ = ρ∞ − 2 t βᵗ / (1 − βᵗ)                                   its length at step t
/// rₜ = √((ρₜ − 4) (ρₜ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρₜ))         where ρₜ > threshold, else 0
/// ```
///
/// - Source: Liu et al., ICLR 2020, Algorithm 2, <https://arxiv.org/abs/1908.03265>.
/// - Differs: nothing; the threshold, 4 in the paper, is given.
struct Rectification {
  /// β of the average, so large that ρ∞ is above the threshold, below 1.
  let beta: Double

  /// What ρ must be above, in `4...`.
  let threshold: Double

  /// ρ∞.
  private var limit: Double { 2 / (1 - beta) - 1 }

  /// ρ at a step.
  func length(at t: Formula) -> Formula {
    let power = Formula(beta) ** t
    return Formula(limit) - 2 * t * power / (1 - power)
  }

  /// r for a length ρ: 0 until the average can be trusted.
  func factor(_ length: Formula) -> Formula {
    let share = Formula(limit / ((limit - 4) * (limit - 2)))
    let square = (length - 4) * (length - 2) * share / length
    return (length .> Formula(threshold)) * √Formula.max(0, square)
  }

  /// The bounds of a part whose β and threshold are these.
  ///
  /// - Parameters:
  ///   - beta: the property of the part that is β.
  ///   - threshold: the property of the part that is the threshold.
  /// - Returns: the bounds.
  func bounds<Part>(
    _ beta: any KeyPath<Part, Double> & Sendable, _ threshold: any KeyPath<Part, Double> & Sendable
  ) -> [Bound<Part>] {
    [
      Bound(beta, in: 0..<1), Bound(beta, above: 1 - 2 / (self.threshold + 1)),
      Bound(threshold, in: 4...),
    ]
  }
}
