import Autodiff
import Kernels
import Networks
import Training

// In relative units the Hessian is that by w / ‖wₗ‖, D H D with D the norm of each weight: a weight that
// is made c times as long has c times the unit and 1/c² of the curvature.

extension LossSurface {
  /// The Hessian times a direction, by the difference of two gradients.
  ///
  /// ```text
  /// D H D v ≈ D (∇L(w + h D v) − ∇L(w − h D v)) / 2h
  /// ```
  ///
  /// h is as large as moves no weight by more than a hundredth of its norm.
  ///
  /// - Parameters:
  ///   - direction: v, not 0.
  ///   - unit: whether D is the norm of each weight, or 1.
  /// - Returns: the product, good to some 1e-3 where the loss has no kinks.
  package func hessian(times direction: Direction, unit: LengthUnit) -> Direction {
    let units = units(unit)
    let move = direction.scaled(units)
    let shares = zip(move, norms).map { [$0].dot([$0]).squareRoot() / Swift.max($1, 1e-30) }
    let h = 1e-2 / (shares.max() ?? 1)
    let (above, below) = (gradient(at: move.scaled(h)), gradient(at: move.scaled(-h)))
    return zip(above, below).map { zip($0, $1).map(-) }.scaled(units.map { $0 / (2 * h) })
  }

  /// The trace of the Hessian.
  ///
  /// ```text
  /// tr ≈ 1/n Σₖ vₖ · H vₖ      v: ±1
  /// ```
  ///
  /// - Parameters:
  ///   - unit: what lengths are measured in.
  ///   - probes: n, in `1...`; equally many are equal for all networks of one shape.
  /// - Returns: the estimate; of a diagonal Hessian it is exact.
  /// - Source: Hutchinson, 1990, <https://doi.org/10.1080/03610919008812866>.
  package func trace(unit: LengthUnit, probes: Int = 4) -> Double {
    var generator = SplitMix64(seed: 0, stream: .directions)
    let products = (0..<probes).map { _ in
      let probe: Direction = weights.map { weight in
        (0..<weight.count).map { _ in generator.next() >> 63 == 0 ? -1 : 1 }
      }
      return probe.dot(hessian(times: probe, unit: unit))
    }
    return products.reduce(0, +) / Double(probes)
  }

  /// The largest curvature: the eigenvalue of the Hessian that is largest in size, by power iteration.
  ///
  /// - Parameters:
  ///   - unit: what lengths are measured in.
  ///   - iterations: the number of products, in `1...`.
  /// - Returns: the Rayleigh quotient of the last direction; below the eigenvalue where it is positive.
  package func largestCurvature(unit: LengthUnit, iterations: Int = 12) -> Double {
    var generator = SplitMix64(seed: 0, stream: .directions)
    var direction = weights.map { weight in
      (0..<weight.count).map { _ in generator.nextNormal() }
    }
    var curvature = 0.0
    for _ in 0..<iterations {
      let length = direction.dot(direction).squareRoot()
      guard length > 0 else { return 0 }
      direction = direction.scaled(1 / length)
      let product = hessian(times: direction, unit: unit)
      curvature = direction.dot(product)
      direction = product
    }
    return curvature
  }
}
