// Names the public declarations that have no documentation comment, and fails if there are any.
//
//     swift .ci/undocumented.swift SYMBOL_GRAPH...
//
// What implements a requirement has the requirement's comment, which the symbol graph knows. This is why
// the lint rule AllPublicDeclarationsHaveDocumentation is off: it asks for comments on witnesses.

import Foundation

struct Graph: Decodable {
  let symbols: [Symbol]
  let relationships: [Relationship]

  struct Relationship: Decodable {
    let kind: String
    let source: String
  }

  /// The declarations without a comment of their own or of a requirement that they implement.
  var undocumented: [Symbol] {
    let defaults = Set(
      relationships.filter { $0.kind == "defaultImplementationOf" }.map(\.source))
    return symbols.filter { !$0.isDocumented && !defaults.contains($0.identifier.precise) }
  }
}

struct Symbol: Decodable {
  let identifier: Identifier
  let pathComponents: [String]
  let docComment: Comment?
  let location: Location?

  struct Identifier: Decodable { let precise: String }

  struct Comment: Decodable {
    let lines: [Line]
    struct Line: Decodable { let text: String }
  }

  struct Location: Decodable {
    let uri: String
    let position: Position
    struct Position: Decodable { let line: Int }
  }

  var isDocumented: Bool { docComment?.lines.contains { !$0.text.isEmpty } ?? false }

  /// A message that editors can follow to the line.
  var complaint: String {
    let name = pathComponents.joined(separator: ".")
    let place = location.map { "\(URL(string: $0.uri)?.path ?? $0.uri):\($0.position.line + 1): " }
    return "\(place ?? "")error: \(name) has no documentation comment"
  }
}

var complaints: Set<String> = []
for path in CommandLine.arguments.dropFirst() {
  let graph = try JSONDecoder().decode(Graph.self, from: Data(contentsOf: URL(filePath: path)))
  complaints.formUnion(graph.undocumented.map(\.complaint))
}
for complaint in complaints.sorted() { print(complaint) }
exit(complaints.isEmpty ? 0 : 1)
