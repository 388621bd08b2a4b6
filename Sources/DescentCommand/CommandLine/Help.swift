/// The text that `--help` prints, made from the declarations that the parser uses.
struct Help {
  /// The help of one command: usage, summary, words, flags, discussion.
  static func text(of command: any Command, tool: String) -> String {
    let words = command.positionals.map { " [\($0.placeholder)\($0.repeats ? "…" : "")]" }.joined()
    var sections = [
      "usage: \(tool) \(command.name)\(words) [flags]",
      "\(command.summary).",
    ]
    if !command.positionals.isEmpty {
      sections.append(
        list(command.positionals.map { ($0.placeholder, $0.help) }, title: "words"))
    }
    let flags = command.declarations.map { declaration in
      (flag(declaration), sentence(declaration))
    }
    sections.append(list(flags + [("--help", "print this")], title: "flags"))
    if !command.discussion.isEmpty { sections.append(command.discussion) }
    return sections.joined(separator: "\n\n")
  }

  /// The help of the tool: usage, summary, commands.
  static func text(of tool: CommandLineTool) -> String {
    let commands = tool.commands.map { ($0.name, $0.summary) }
    return [
      "usage: \(tool.name) COMMAND [flags]",
      "\(tool.summary).",
      list(commands, title: "commands"),
      "\(tool.name) COMMAND --help explains a command; \(tool.name) --version says what was built.",
    ].joined(separator: "\n\n")
  }

  private static func flag(_ declaration: any Declaration) -> String {
    "--\(declaration.name)" + (declaration.placeholder.map { " \($0)" } ?? "")
  }

  private static func sentence(_ declaration: any Declaration) -> String {
    declaration.help + (declaration.printedDefault.map { " (default: \($0))" } ?? "")
  }

  /// Two columns, the second wrapped to 80 characters.
  private static func list(_ rows: [(String, String)], title: String) -> String {
    let indent = 2
    let column = Swift.min(rows.map(\.0.count).max() ?? 0, 26) + indent + 2
    let lines = rows.map { head, text in
      let padding = column - indent - head.count
      let lead = String(repeating: " ", count: indent) + head
      let rest = wrapped(text, width: 80 - column)
        .joined(separator: "\n" + String(repeating: " ", count: column))
      // A head that reaches into the second column gets a line of its own.
      return padding >= 2
        ? lead + String(repeating: " ", count: padding) + rest
        : lead + "\n" + String(repeating: " ", count: column) + rest
    }
    return "\(title):\n" + lines.joined(separator: "\n")
  }

  private static func wrapped(_ text: String, width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
