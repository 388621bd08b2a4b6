package import Optimization

/// A weight decay under comparison.
package struct Policy: Sendable {
  /// The name in tables and charts.
  package let name: String

  /// The decay and its rate in mathematics: `θ ← (1 − η·1)·θ`.
  package let formula: String

  /// The decay.
  package let decay: any DecayPolicy

  /// Creates a policy.
  ///
  /// - Parameters:
  ///   - name: the name in tables and charts.
  ///   - formula: the decay and its rate in mathematics.
  ///   - decay: the decay.
  package init(_ name: String, formula: String, decay: any DecayPolicy) {
    self.name = name
    self.formula = formula
    self.decay = decay
  }
}
