/// A `swift` block of a page.
struct CodeBlock {
  /// The path of the page, seen from the root of the package.
  let page: String

  /// The line of the page, counted from 1, where the code begins.
  let firstLine: Int

  /// How many columns of the page stand before the block.
  let indentation: Int

  /// The code, every character in its column of the page.
  var lines: [String] = []

  /// Why a page can't be read.
  struct UnclosedBlock: Error {
    /// The path of the page, seen from the root of the package.
    let page: String
    /// The line where the block begins.
    let line: Int
  }
}

extension CodeBlock {
  /// Finds the blocks of a page: a Markdown file, or the `///` comments of a Swift file.
  ///
  /// - Parameters:
  ///   - page: the path of the page, seen from the root of the package.
  ///   - text: the content of the page.
  /// - Returns: the blocks, from top to bottom.
  /// - Throws: `UnclosedBlock` where the page, or the comment, ends within a block.
  static func blocks(of page: String, _ text: String) throws -> [CodeBlock] {
    let isSource = page.hasSuffix(".swift")
    var blocks: [CodeBlock] = []
    var open: (fence: Fence, line: Int)?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in zip(1..., lines) {
      let readable = isSource ? comment(in: line) : String(line)
      if let current = open {
        guard let readable else { throw UnclosedBlock(page: page, line: current.line) }
        if current.fence.isClosed(by: readable) {
          open = nil
        } else if current.fence.isSwift {
          blocks[blocks.count - 1].lines.append(readable)
        }
      } else if let readable, let fence = Fence(opening: readable) {
        open = (fence, number)
        if fence.isSwift {
          blocks.append(
            CodeBlock(page: page, firstLine: number + 1, indentation: fence.indentation))
        }
      }
    }
    if let open { throw UnclosedBlock(page: page, line: open.line) }
    return blocks
  }

  /// The text of a `///` comment with blanks for the slashes, or nil where a line has none.
  private static func comment(in line: Substring) -> String? {
    let text = line.drop { $0 == " " }
    guard text.hasPrefix("///") else { return nil }
    return String(repeating: " ", count: line.count - text.count + 3) + text.dropFirst(3)
  }
}

/// The line of backticks or tildes that begins a block.
private struct Fence {
  let indentation: Int
  let marker: Character
  let length: Int
  let isSwift: Bool

  /// Reads the line that begins a block; nil for any other line.
  init?(opening line: String) {
    let text = line.drop { $0 == " " }
    guard let marker = text.first, marker == "`" || marker == "~" else { return nil }
    let language = text.drop { $0 == marker }
    guard text.count - language.count >= 3, !language.contains("`") else { return nil }
    self.marker = marker
    indentation = line.count - text.count
    length = text.count - language.count
    // Whatever follows the language, the block is a test: to leave one out takes another language.
    isSwift = language.prefix { $0.isLetter }.lowercased() == "swift"
  }

  /// Whether the line ends the block.
  func isClosed(by line: String) -> Bool {
    let text = line.drop { $0 == " " }
    let rest = text.drop { $0 == marker }
    return text.count - rest.count >= length && rest.allSatisfy(\.isWhitespace)
  }
}
