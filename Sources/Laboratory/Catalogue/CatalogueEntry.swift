/// A part of one role: its name, what it is, its numbers, and how it is made.
package struct CatalogueEntry<Part>: Sendable {
  /// The name, in lower case with hyphens.
  package let name: String

  /// One line: what it does.
  package let summary: String

  /// The numbers it needs, in the order in which text may give them without names.
  package let parameters: [Hyperparameter]

  private let make: @Sendable ([Double]) -> Part

  /// Creates an entry.
  ///
  /// - Parameters:
  ///   - name: in lower case with hyphens.
  ///   - summary: one line.
  ///   - parameters: the numbers the part needs.
  ///   - make: makes the part of as many numbers, each in its range.
  init(
    _ name: String, _ summary: String, _ parameters: [Hyperparameter] = [],
    make: @escaping @Sendable ([Double]) -> Part
  ) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
    self.make = make
  }

  /// The part with its defaults, or nil where a number has none.
  package var standard: Part? {
    let values = parameters.compactMap(\.defaultValue)
    return values.count == parameters.count ? make(values) : nil
  }

  /// The part that a phrase describes.
  ///
  /// - Throws: `CatalogueError` where a number is missing, unknown, one too many, or out of range.
  func part(of phrase: PartPhrase) throws(CatalogueError) -> Part {
    guard phrase.positional.count <= parameters.count else {
      throw CatalogueError(
        "\(name) takes \(parameters.count) numbers (\(list)), but \(phrase.positional.count) "
          + "are given")
    }
    let keys = parameters.map(\.name)
    for key in phrase.named.keys.sorted() where !keys.contains(key) {
      let hint = suggestion(for: key, among: keys).map { "; did you mean \($0)?" }
      throw CatalogueError("\(name) has no \(key)\(hint ?? "; it has \(list)")")
    }
    var values: [Double] = []
    for (index, parameter) in parameters.enumerated() {
      let inOrder = phrase.positional.indices.contains(index) ? phrase.positional[index] : nil
      let byName = phrase.named[parameter.name]
      if inOrder != nil, byName != nil {
        throw CatalogueError("\(name): \(parameter.name) is given twice")
      }
      if let text = inOrder ?? byName {
        do { values.append(try parameter.value(of: text)) } catch {
          throw CatalogueError("\(name): \(error)")
        }
      } else if let value = parameter.defaultValue {
        values.append(value)
      } else {
        throw CatalogueError("\(name) needs its \(parameter.name): \(name):NUMBER")
      }
    }
    return make(values)
  }

  private var list: String {
    parameters.isEmpty ? "none" : parameters.map(\.name).joined(separator: ", ")
  }
}

extension Array {
  /// The entry that a phrase names.
  ///
  /// - Throws: `CatalogueError` that says what was probably meant.
  func entry<Part>(
    named name: String, as role: String
  ) throws(CatalogueError) -> CatalogueEntry<Part> where Element == CatalogueEntry<Part> {
    if let entry = first(where: { $0.name == name }) { return entry }
    let names = map(\.name)
    let hint = suggestion(for: name, among: names).map { "did you mean \($0)?" }
    throw CatalogueError(
      "there is no \(role) \"\(name)\"; \(hint ?? "there are \(names.joined(separator: ", "))")")
  }
}
