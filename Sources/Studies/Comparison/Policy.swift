package import Optimization

/// A weight decay under comparison.
package struct Policy: Sendable {
  /// The name in tables and charts.
  package let name: String

  /// The lines that the decay adds to the update rule; empty where it is none.
  package let rule: [Assignment]

  /// The decay.
  package let decay: any DecayPolicy

  /// Creates a policy.
  ///
  /// - Parameters:
  ///   - name: the name in tables and charts.
  ///   - rule: the lines that the decay adds to the update rule.
  ///   - decay: the decay.
  package init(_ name: String, rule: [Assignment] = [], decay: any DecayPolicy) {
    self.name = name
    self.rule = rule
    self.decay = decay
  }
}
