/// The test that a block becomes: a function around it, and around that what a function can't hold.
struct BlockTest {
  /// The block that is tested.
  let block: CodeBlock

  /// What has to stand in the file: imports; extensions, and with them the types of the block.
  private var outerLines: [String]

  /// What stands in the function.
  private var innerLines: [String]

  /// Divides a block; an empty line takes the place of one on the other side, to keep the count.
  init(_ block: CodeBlock) {
    self.block = block
    let lines = block.lines.map { $0.dropFirst(block.indentation) }
    let holdsExtension = lines.contains { $0.hasPrefix("extension ") || $0.hasPrefix("public ") }
    var isInDeclaration = false
    outerLines = []
    innerLines = []
    for (line, original) in zip(lines, block.lines) {
      let begins = holdsExtension && Self.beginsDeclaration(line)
      isInDeclaration = isInDeclaration || begins
      let isOuter =
        isInDeclaration || line.hasPrefix("import ") || line.hasPrefix("private let ")
      outerLines.append(isOuter ? original : "")
      innerLines.append(isOuter ? "" : original)
      // In formatted code a declaration ends with its first line, or with a brace in the first column.
      if line.hasPrefix("}") || (begins && line.hasSuffix("}")) { isInDeclaration = false }
    }
  }

  /// Whether a line begins the declaration of a type or an extension.
  private static func beginsDeclaration(_ line: Substring) -> Bool {
    let modifiers: Set<Substring> = ["public", "private", "final", "indirect"]
    let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "extension"]
    guard line.first != " " else { return false }
    let word = line.split(separator: " ").first { !modifiers.contains($0) }
    return word.map(kinds.contains) ?? false
  }
}

extension BlockTest {
  /// The test as Swift: the compiler and Swift Testing report what fails at its place in the page.
  ///
  /// - Parameter root: the path of the folder that the pages' paths are seen from.
  /// - Returns: the lines of the test.
  func source(root: String) -> String {
    let location = "#sourceLocation(file: \"\(root)/\(block.page)\", line: \(block.firstLine))"
    let name = block.page.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    var source: [String] = []
    if outerLines.contains(where: { !$0.isEmpty }) {
      source += [location] + outerLines + ["#sourceLocation()"]
    }
    if !isCompiledOnly {
      source += ["@Test(\"\(block.page):\(block.firstLine)\")"]
    }
    source += ["func \(name)_\(block.firstLine)() async throws {", location] + innerLines
    source += ["#sourceLocation()", "}", ""]
    return source.joined(separator: "\n")
  }

  /// Whether the block says that it is not to be run.
  private var isCompiledOnly: Bool {
    block.lines.first?.dropFirst(block.indentation).hasPrefix("// Not run") ?? false
  }
}
