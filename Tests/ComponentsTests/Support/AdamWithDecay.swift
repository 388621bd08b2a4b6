import Descent
import Foundation

/// Adam in `Double`, where the gradient λ θ of a penalty can go into either moment, beside both, or into
/// moments of its own: the table of ways that the papers' claim on mixing leaves open.
struct AdamWithDecay {
  /// What the penalty is mixed with.
  struct Ways: OptionSet {
    let rawValue: Int
    static let firstMoment = Ways(rawValue: 1)
    static let secondMoment = Ways(rawValue: 2)
    /// In moments of its own, and in nothing else.
    static let own = Ways(rawValue: 4)
  }

  let ways: Ways
  let beta1 = 0.9
  let beta2 = 0.99
  let epsilon = 0.01
  let decay = 0.3

  /// Adam with everything but the way of the penalty.
  var moments: ExponentialAverage { ExponentialAverage.exponential(beta: beta1) }
  var preconditioner: Divided { .rootMeanSquare(beta: beta2, epsilon: epsilon) }

  func composition(
    _ moments: any MomentEstimator, _ preconditioner: any Preconditioner
  ) -> Composition {
    Composition(
      moments: moments, preconditioner: preconditioner, decay: .decoupled(decay),
      schedule: .list([0.1, 0.1, 0.05, 0.2]))
  }

  /// The new value of an element, with fresh memory.
  func makeOracle() -> (ElementOracle.Element) -> Double {
    var kept = [Int: (m: Double, v: Double, p: Double, q: Double)]()
    return { element in
      var (m, v, p, q) = kept[element.index] ?? (0, 0, 0, 0)
      let (g, w, t) = (element.gradient, element.value, Double(element.step))
      let penalty = decay * w
      let first = ways.contains(.firstMoment) ? g + penalty : g
      let second = ways.contains(.secondMoment) ? g + penalty : g
      m = beta1 * m + (1 - beta1) * first
      v = beta2 * v + (1 - beta2) * second * second
      p = beta1 * p + (1 - beta1) * w
      q = beta2 * q + (1 - beta2) * w * w
      kept[element.index] = (m, v, p, q)
      let (c1, c2) = (1 - pow(beta1, t), 1 - pow(beta2, t))
      let beside = ways.isDisjoint(with: [.firstMoment, .own]) ? penalty : 0
      var step = (m / c1 + beside) / ((v / c2).squareRoot() + epsilon)
      if ways.contains(.own) { step += decay * (p / c1) / ((q / c2).squareRoot() + epsilon) }
      return w - element.learningRate * step
    }
  }
}
