import Descent
import Storing

/// A part as people write it on a command line: `stable:5e-4`, `heavyBall:0.9,dampening=0.1`; or what of
/// the part that is there shall change: `base.epsilon=1e-3`.
///
/// ```text
/// phrase = name [":" item {"," item}] | change {"," change}
/// item   = value | change
/// change = key {"." key} "=" value
/// value  = number | true | false | word | value "/" value …
/// ```
struct PartPhrase {
  /// The name of the part; nil where the part that is there changes.
  let name: String?

  /// The values without a key, in order.
  private(set) var positional: [String] = []

  /// The values with a key.
  private(set) var named: [String: String] = [:]

  /// Takes a phrase apart.
  ///
  /// - Throws: `RecipeError` where a key comes twice, or a value or the name is missing.
  init(_ text: String) throws(RecipeError) {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let isChange = halves[0].contains("=")
    guard Double(halves[0]) == nil else {
      throw RecipeError(
        "\(text): a name stands before the numbers, as in NAME:\(halves[0]); descent catalogue has the names"
      )
    }
    name = isChange ? nil : String(halves[0])
    guard isChange || halves.count > 1 else { return }
    let items = isChange ? text[...] : halves[1]
    for item in items.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let value = sides.last, !value.isEmpty, sides.count == 2 || !isChange else {
        throw RecipeError("\(text): a value must stand behind every \":\", \",\" and \"=\"")
      }
      if sides.count == 1 {
        positional.append(String(value))
      } else if named.updateValue(String(value), forKey: String(sides[0])) != nil {
        throw RecipeError("\(name ?? text): \(sides[0]) is given twice")
      }
    }
  }

  /// Takes a value out, so that what is left belongs to the part itself.
  mutating func remove(_ key: String) -> String? { named.removeValue(forKey: key) }

  /// The part that the phrase describes.
  ///
  /// - Parameters:
  ///   - type: the protocol of the role that the part must have.
  ///   - current: the part that is there, which a phrase without a name changes.
  ///   - standard: values for fields that the phrase leaves out, where the part has such fields; they
  ///     are never given without a key.
  ///   - usual: the same, but they may be given without a key.
  /// - Returns: the part.
  /// - Throws: `RecipeError` with the field, the rule and the value.
  func part<Part>(
    as type: Part.Type = Part.self, changing current: (any Component)? = nil,
    standard: [String: FieldValue] = [:], usual: [String: FieldValue] = [:]
  ) throws(RecipeError) -> Part {
    let catalogue = Catalogue.standard
    guard let name else {
      guard let current else { throw RecipeError("the name of a \(Role(type)) must be given") }
      let changed = try catalogue.value(of: current).changed(by: changes([:]))
      return try catalogue.part(changed)
    }
    let (entry, fixed) = try catalogue.entry(name, role: Role(type))
    let values = entry.fields.filter { $0.part == nil && fixed[$0.name] == nil }
    let order = values.map(\.name).filter { standard[$0] == nil }
    if order.isEmpty, let value = positional.first {
      throw RecipeError("\(name) takes no value, but is given \(value)")
    }
    guard positional.count <= order.count else {
      throw RecipeError(
        "\(name) takes \(order.count) values (\(order.joined(separator: ", "))), but "
          + "\(positional.count) are given")
    }
    var fields = standard.merging(usual) { $1 }
      .filter { key, _ in values.contains { $0.name == key && $0.standard == nil } }
    for (key, text) in zip(order, positional) { fields[key] = try fieldValue(text, of: key) }
    for key in named.keys
    where order.prefix(positional.count).contains(where: { $0.isSame(as: key) }) {
      throw RecipeError("\(name): \(key) is given twice")
    }
    for key in named.keys { fields = fields.filter { !$0.key.isSame(as: key) } }
    fields["name"] = .text(name)
    let missing = values.first { field in
      field.standard == nil && fields[field.name] == nil
        && !named.keys.contains { $0.isSame(as: field.name) }
    }
    if let missing {
      let known = entry.fields.map(\.name)
      for key in named.keys.sorted() where !known.contains(where: { $0.isSame(as: key) }) {
        throw RecipeError("\(name): \(unknown(key, "field", among: known))")
      }
      let example = missing.name.isSame(as: "rate") ? ", as in \(name):0.01" : ""
      throw RecipeError("\(name): \(missing.name) must be given\(example)")
    }
    return try catalogue.part(changes(fields))
  }

  /// The values with a key, where their keys lead.
  private func changes(_ fields: [String: FieldValue]) throws(RecipeError) -> FieldValue {
    var fields = fields
    for (key, text) in named {
      let path = key.split(separator: ".").map(String.init)
      fields.set(try fieldValue(text, of: key), at: path[...])
    }
    return .object(fields)
  }
}

extension [String: FieldValue] {
  fileprivate mutating func set(_ value: FieldValue, at path: ArraySlice<String>) {
    guard let key = path.first else { return }
    if path.count == 1 {
      self[key] = value
    } else {
      var inner: Self = if case .object(let fields)? = self[key] { fields } else { [:] }
      inner.set(value, at: path.dropFirst())
      self[key] = .object(inner)
    }
  }
}

/// The value that a word of a phrase stands for.
private func fieldValue(_ text: String, of key: String) throws(RecipeError) -> FieldValue {
  let items = text.split(separator: "/")
  if items.count > 1 {
    return .list(
      try items.map { item throws(RecipeError) in try fieldValue(String(item), of: key) })
  }
  if let problem = problem(ofNumber: text) { throw RecipeError("\(key): \(problem)") }
  if let integer = Int(text) { return .integer(integer) }
  if let number = finiteNumber(text) { return .number(number) }
  return Bool(text).map { .flag($0) } ?? .text(text)
}
