/// A number that every run of a study leaves behind.
package struct Quantity: Sendable, Hashable {
  /// The name in `runs.csv`.
  package let name: String

  /// What a run that diverged counts as, and where others are cut; infinite where nothing bounds it.
  package let worst: Double

  /// Whether it is a share, which people read in per cent.
  package let isShare: Bool

  /// The name for people.
  package var words: String { name.replacing("_", with: " ") }

  /// The head of its column in tables for people.
  package let label: String

  /// Names a quantity.
  ///
  /// - Parameters:
  ///   - name: the name in `runs.csv`.
  ///   - worst: what a run that diverged counts as; left out, infinity.
  ///   - isShare: whether people read it in per cent.
  ///   - label: the head of its column for people; left out, its words.
  package init(
    _ name: String, worst: Double = .infinity, isShare: Bool = false, label: String? = nil
  ) {
    self.name = name
    self.worst = worst
    self.isShare = isShare
    self.label = label ?? name.replacing("_", with: " ") + (isShare ? " %" : "")
  }
}
