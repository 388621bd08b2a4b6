import Optimization
public import Storing

/// What holds of data.
extension Law {
  /// A composition that is written as a recipe and read again is the same.
  ///
  /// - Parameter catalogue: what names mean; the law says nothing of parts that it does not know.
  /// - Returns: the law.
  public static func recipesSurvive(in catalogue: Catalogue) -> Law {
    Law("recipes survive JSON", applies: { (try? $0.recipe(catalogue: catalogue)) != nil }) {
      trial in
      let composition = trial.composition
      let json = try composition.recipe(catalogue: catalogue).json()
      let read = try Composition(json: json, catalogue: catalogue)
      return read == composition ? nil : "\(json) is read as\n\(read.listing)"
    }
  }
}
