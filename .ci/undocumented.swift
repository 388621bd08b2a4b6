// Names the public declarations that have no documentation comment, and fails if there are any.
//
//     swift .ci/undocumented.swift SYMBOL_GRAPH...
//
// A witness of a requirement inherits the requirement's comment, and the symbol graph says so. This is
// why the lint rule AllPublicDeclarationsHaveDocumentation is off: it asks for comments on witnesses.

import Foundation

struct Graph: Decodable {
  let symbols: [Symbol]
}

struct Symbol: Decodable {
  let pathComponents: [String]
  let docComment: Comment?
  let location: Location?

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
  complaints.formUnion(graph.symbols.filter { !$0.isDocumented }.map(\.complaint))
}
for complaint in complaints.sorted() { print(complaint) }
exit(complaints.isEmpty ? 0 : 1)
