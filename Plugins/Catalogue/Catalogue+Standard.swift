import Optimization
public import Storing

extension Catalogue {
  /// Every part and every recipe of this package.
  public static let standard = Catalogue(
    entries: transforms + momentEstimators + preconditioners + decayPolicies + schedules,
    recipes: recipes)
}
