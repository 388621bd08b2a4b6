import Optimization

/// How far a second moment can be trusted: RAdam's rectification.
struct Rectification {
  let beta: Double
  let threshold: Double

  /// ρ, the number of gradients that the mean is made of.
  func length(at t: Formula) -> Formula {
    let b = Formula(beta)
    return Formula(limit) - 2 * t * b ** t / (1 - b ** t)
  }

  /// r, what a step is damped by; 0 where ρ is not above the threshold.
  func factor(_ length: Formula) -> Formula {
    let factor = Formula(limit / ((limit - 4) * (limit - 2)))
    let square = (length - 4) * (length - 2) * factor / length
    return (length .> Formula(threshold)) * √Formula.max(0, square)
  }

  /// ρ∞.
  private var limit: Double { 2 / (1 - beta) - 1 }
}
