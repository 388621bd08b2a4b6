/// A number that every run of a study leaves behind.
package struct Quantity: Sendable, Hashable {
  /// The name in `runs.csv`.
  package let name: String

  /// What a run that diverged counts as, and where others are cut; infinite where nothing bounds it.
  package let worst: Double

  /// Names a quantity.
  ///
  /// - Parameters:
  ///   - name: the name in `runs.csv`.
  ///   - worst: what a run that diverged counts as; left out, infinity.
  package init(_ name: String, worst: Double = .infinity) {
    self.name = name
    self.worst = worst
  }
}
