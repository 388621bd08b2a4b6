/// An inequality that either holds or doesn't: of an equation, or of the program.
package struct Condition: Sendable {
  /// What must lie in the range.
  package let name: String

  /// Where it must lie.
  package let range: ClosedRange<Double>

  /// Makes the numbers that must all lie there.
  private let values: @Sendable (StudyResults) -> [Double]

  /// Creates a condition on numbers of all runs together.
  ///
  /// - Parameters:
  ///   - name: what must lie in the range.
  ///   - range: where it must lie; infinite ends are open.
  ///   - values: makes the numbers; none where the runs are not there.
  package init(
    _ name: String, in range: ClosedRange<Double>,
    ofAll values: @escaping @Sendable (StudyResults) -> [Double]
  ) {
    self.name = name
    self.range = range
    self.values = values
  }

  /// Creates a condition on every seed.
  ///
  /// - Parameters:
  ///   - name: what must lie in the range.
  ///   - range: where it must lie; infinite ends are open.
  ///   - value: makes the number of a seed.
  package init(
    _ name: String, in range: ClosedRange<Double>,
    value: @escaping @Sendable (Reading) -> Double
  ) {
    self.init(name, in: range) { results in
      results.readings.compactMap { reading in
        let number = value(reading)
        return reading.isIncomplete ? nil : number
      }
    }
  }

  /// Whether a condition holds, and with which numbers.
  package struct Outcome: Sendable {
    /// What must lie in the range.
    package let name: String
    /// Where it must lie.
    package let range: ClosedRange<Double>
    /// The numbers; none where the runs are not there.
    package let values: [Double]

    /// Whether all numbers lie where they must.
    package var holds: Bool { values.allSatisfy { range.contains($0) && $0.isFinite } }
  }

  /// Looks at the runs.
  package func outcome(in results: StudyResults) -> Outcome {
    Outcome(name: name, range: range, values: values(results))
  }
}
