import Descent
import Storing

/// A part as people write it on a command line: `stable:5e-4`, `heavyBall:0.9,dampening=0.1`.
///
/// ```text
/// phrase = name [":" item {"," item}]
/// item   = value | key "=" value
/// value  = number | true | false | word | value "/" value …
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
  /// - Throws: `RecipeError` where a key comes twice or a value is missing.
  init(_ text: String) throws(RecipeError) {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = String(halves[0])
    guard halves.count > 1 else { return }
    for item in halves[1].split(separator: ",", omittingEmptySubsequences: false) {
      let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let value = sides.last, !value.isEmpty else {
        throw RecipeError("\(text): a value must stand behind every \":\", \",\" and \"=\"")
      }
      if sides.count == 1 {
        positional.append(String(value))
      } else if named.updateValue(String(value), forKey: String(sides[0])) != nil {
        throw RecipeError("\(name): \(sides[0]) is given twice")
      }
    }
  }

  /// Takes a value out, so that what is left belongs to the part itself.
  mutating func remove(_ key: String) -> String? { named.removeValue(forKey: key) }

  /// The part that the phrase describes.
  ///
  /// - Parameters:
  ///   - role: the role that the part must have.
  ///   - standard: values for fields that the phrase leaves out, where the part has such fields; they
  ///     are never given without a key.
  ///   - usual: the same, but they may be given without a key.
  /// - Returns: the part.
  /// - Throws: `RecipeError` with the field, the rule and the value.
  func part(
    _ role: Role, standard: [String: FieldValue] = [:], usual: [String: FieldValue] = [:]
  ) throws(RecipeError) -> any Component {
    let entries = Catalogue.standard.entries(role)
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw RecipeError(unknown(name, role.rawValue, among: entries.map(\.name)))
    }
    let values = entry.fields.filter { $0.part == nil }
    let order = values.map(\.name).filter { standard[$0] == nil }
    guard positional.count <= order.count else {
      throw RecipeError(
        "\(name) takes \(order.count) values (\(order.joined(separator: ", "))), but "
          + "\(positional.count) are given")
    }
    var fields = standard.merging(usual) { $1 }
      .filter { key, _ in values.contains { $0.name == key && $0.standard == nil } }
    for (key, text) in zip(order, positional) { fields[key] = fieldValue(text) }
    for (key, text) in named {
      if order.prefix(positional.count).contains(key) {
        throw RecipeError("\(name): \(key) is given twice")
      }
      fields[key] = fieldValue(text)
    }
    fields["name"] = .text(name)
    return try Catalogue.standard.part(.object(fields), role: role)
  }
}

/// The value that a word of a phrase stands for.
private func fieldValue(_ text: String) -> FieldValue {
  let items = text.split(separator: "/")
  if items.count > 1 { return .list(items.map { fieldValue(String($0)) }) }
  if let integer = Int(text) { return .integer(integer) }
  if let number = Double(text), number.isFinite { return .number(number) }
  return Bool(text).map { .flag($0) } ?? .text(text)
}
