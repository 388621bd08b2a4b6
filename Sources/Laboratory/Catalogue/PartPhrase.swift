/// A part as people write it on a command line: `stable:5e-4,until=4000`.
///
/// ```text
/// phrase = name [":" item {"," item}]
/// item   = value | key "=" value
/// ```
struct PartPhrase {
  /// The name of the part.
  let name: String

  /// The values without a key, in order.
  private(set) var positional: [String] = []

  /// The values with a key.
  private(set) var named: [String: String] = [:]

  /// Takes a phrase apart.
  ///
  /// - Throws: `CatalogueError` where a key comes twice or a value is missing.
  init(_ text: String) throws(CatalogueError) {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = String(halves[0])
    guard halves.count > 1 else { return }
    for item in halves[1].split(separator: ",", omittingEmptySubsequences: false) {
      let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let value = sides.last, !value.isEmpty else {
        throw CatalogueError("\(text): a number must stand behind every \":\", \",\" and \"=\"")
      }
      if sides.count == 1 {
        positional.append(String(value))
      } else if named.updateValue(String(value), forKey: String(sides[0])) != nil {
        throw CatalogueError("\(name): \(sides[0]) is given twice")
      }
    }
  }

  /// Takes a value out, so that what is left belongs to the part itself.
  mutating func remove(_ key: String) -> String? { named.removeValue(forKey: key) }
}
