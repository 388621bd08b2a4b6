import Autodiff
import Kernels
import Networks
import Training

extension LossSurface {
  /// How much the loss rises on average where the weights are moved by some length in random directions.
  ///
  /// ```text
  /// 1/n Σₖ L(w + eₖ) − L(w)      ‖e‖ = r, or for each weight ‖eₗ‖ = r ‖wₗ‖
  /// ```
  ///
  /// - Parameters:
  ///   - radius: r, above 0.
  ///   - unit: whether r is a share of each weight's norm, or the length of all of e.
  ///   - directions: n, in `1...`; equally many are equal for all networks of one shape.
  /// - Returns: the mean rise.
  package func rise(radius: Double, unit: LengthUnit, directions: Int = 6) -> Double {
    var generator = SplitMix64(seed: 0, stream: .directions)
    let start = loss()
    let rises = (0..<directions).map { _ in
      let direction = weights.map { weight in
        (0..<weight.count).map { _ in generator.nextNormal() }
      }
      let lengths = direction.map { [$0].dot([$0]) }
      let factors: [Double] =
        switch unit {
        case .absolute:
          lengths.map { _ in radius / lengths.reduce(0, +).squareRoot() }
        case .relative: zip(norms, lengths).map { radius * $0 / $1.squareRoot() }
        }
      return loss(at: direction.scaled(factors)) - start
    }
    return rises.reduce(0, +) / Double(directions)
  }

  /// How much the loss rises where the weights make one step uphill, as far as each element is large.
  ///
  /// ```text
  /// L(w + e) − L(w)      e = ρ w² ∇L / ‖|w| ∇L‖
  /// ```
  ///
  /// - Parameter radius: ρ, above 0.
  /// - Returns: the rise.
  /// - Source: Kwon et al., 2021, equation 4 with T = |w|, <https://arxiv.org/abs/2102.11600> (ASAM).
  package func ascent(radius: Double) -> Double {
    let slope = zip(weights, gradient()).map { weight, gradient in
      zip(weight.value, gradient).map { abs($0) * $1 }
    }
    let length = slope.dot(slope).squareRoot()
    guard length > 0 else { return 0 }
    let step = zip(weights, slope).map { weight, slope in
      zip(weight.value, slope).map { Float(radius / length) * abs($0) * $1 }
    }
    return loss(at: step) - loss()
  }
}

extension RandomStream {
  /// In which directions weights are moved.
  static let directions = RandomStream(101)
}
