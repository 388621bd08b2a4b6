// Turns every `swift` block of README.md, of Docs and of the comments in Sources and Plugins into a
// test.
//
//     DocumentationTestGenerator PACKAGE STAMP TESTS...
//
// A block is the body of a function that may wait and throw, in a file that imports Descent and
// Testing. One whose first line begins with `// Not run` is compiled only. The pages are spread over
// the files TESTS; one that stays the same is not written again. STAMP is always written.

import Foundation

/// The paths of all pages, seen from the root of the package.
func pages(under root: URL) throws -> [String] {
  // The generator's own cases are in the folder of the tests.
  let folders = ["Docs", "Plugins", "Sources", "Tests/DocumentationTests"]
  let pages = try folders.flatMap { folder in
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(".md") || $0.hasSuffix(".swift") }
      .map { "\(folder)/\($0)" }
  }
  return ["README.md"] + pages.sorted()
}

/// Writes a file of tests unless it stands there already: the compiler looks at the time of writing.
func write(_ source: String, to path: String) throws {
  if source != (try? String(contentsOfFile: path, encoding: .utf8)) {
    try source.write(toFile: path, atomically: true, encoding: .utf8)
  }
}

let root = URL(filePath: CommandLine.arguments[1])
let stamp = URL(filePath: CommandLine.arguments[2])
let outputs = CommandLine.arguments.dropFirst(3)

do {
  var sources = outputs.map { _ in "import Descent\nimport Testing\n\n" }
  for page in try pages(under: root) {
    let text = try String(contentsOf: root.appending(path: page), encoding: .utf8)
    // A page stays in its file, whatever other pages come and go.
    let file = page.utf8.reduce(0) { (31 * $0 + Int($1)) % 65_521 } % sources.count
    for block in try CodeBlock.blocks(of: page, text) {
      sources[file] += BlockTest(block).source(root: root.path) + "\n"
    }
  }
  for (source, output) in zip(sources, outputs) { try write(source, to: output) }
  try Data().write(to: stamp)
} catch let error as CodeBlock.UnclosedBlock {
  print("\(root.path)/\(error.page):\(error.line): error: this block is not closed")
  exit(1)
}
