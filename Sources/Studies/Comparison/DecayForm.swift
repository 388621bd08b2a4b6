import Foundation
package import Optimization

/// A form of weight decay under comparison.
package struct DecayForm: Sendable {
  /// The name of its arm.
  package let name: String

  /// λ where none is chosen; nil where the form has none to choose.
  package let rate: Double?

  /// The decay at a rate.
  package let decay: @Sendable (Double) throws -> any DecayPolicy

  /// Creates a form.
  ///
  /// - Parameters:
  ///   - name: the name of its arm.
  ///   - rate: λ where none is chosen, above 0; nil where the form has none to choose.
  ///   - decay: the decay at a rate.
  package init(
    _ name: String, rate: Double? = nil,
    decay: @escaping @Sendable (Double) throws -> any DecayPolicy
  ) {
    self.name = name
    self.rate = rate
    self.decay = decay
  }

  /// The rates to choose from: 1 and 3 times powers of ten, five of them around the usual rate.
  var halfDecades: [Double] {
    guard let rate, rate > 0 else { return [] }
    let middle = Int((2 * log10(rate)).rounded())
    return (middle - 2...middle + 2).map { half in
      let digit = half.isMultiple(of: 2) ? 1.0 : 3.0
      let power = Int((Double(half) / 2).rounded(.down))
      // A quotient of exact numbers is the nearest to what is meant, as a product with 1e-3 is not.
      return power < 0 ? digit / pow(10, Double(-power)) : digit * pow(10, Double(power))
    }
  }
}
