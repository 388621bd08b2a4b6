import Optimization

/// Why a recipe can't be read.
public struct RecipeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where in the recipe, what is wrong, and what would be right, in one line.
  public let description: String

  /// Creates an error.
  ///
  /// - Parameter description: where, what is wrong, and what would be right, in one line.
  public init(_ description: String) { self.description = oneLine(description) }

  /// The same error, seen from further outside.
  func within(_ place: String) -> RecipeError { RecipeError("\(place): \(description)") }
}

/// Says that a name is unknown, and which was probably meant.
///
/// - Parameters:
///   - name: what was given.
///   - kind: what it should have been the name of.
///   - candidates: the names there are.
///   - others: other names that may be meant.
/// - Returns: the sentence.
package func unknown(
  _ name: String, _ kind: String, among candidates: [String], or others: [String] = []
) -> String {
  let near = suggestion(for: name, among: candidates) ?? suggestion(for: name, among: others)
  let hint = near.map { "did you mean \($0)?" }
  // Among short names one is soon near by chance.
  let list =
    near == nil || name.count <= 4 && candidates.count > 4
    ? "there are \(candidates.isEmpty ? "none" : candidates.joined(separator: ", "))" : nil
  return "there is no \(kind) \"\(name)\"; "
    + [hint, list].compactMap { $0 }.joined(separator: " ")
}
