/// Why a formula could not be carried out, with the formula.
package struct FormulaError: Error, CustomStringConvertible {
  /// The reason and the formula, in one line.
  package let description: String

  init(_ reason: String, in formula: some CustomStringConvertible) {
    description = "\(reason) in: \(formula)"
  }
}
