import Optimization
import Training

/// A tool with subcommands: finds the one that was typed, reads its flags and runs it.
package struct CommandLineTool: Sendable {
  /// What the user types.
  package let name: String

  /// One line for the help, without a full stop.
  package let summary: String

  /// The subcommands, in the order of the help.
  package let commands: [any Command]

  /// Creates a tool.
  ///
  /// - Parameters:
  ///   - name: what the user types.
  ///   - summary: one line for the help, without a full stop.
  ///   - commands: the subcommands, in the order of the help.
  package init(name: String, summary: String, commands: [any Command]) {
    self.name = name
    self.summary = summary
    self.commands = commands
  }

  /// Runs a command line; an error is printed as one line.
  ///
  /// - Parameters:
  ///   - words: the command line, without the name of the tool.
  ///   - console: where to print.
  /// - Returns: how it went, for the shell.
  package func run(_ words: [String], console: Console) -> ExitCode {
    do {
      return try dispatch(words, console: console)
    } catch let error as UsageError {
      console.error("\(name): \(error)")
      return .usage
    } catch {
      // Names in files can hold what a terminal would obey.
      console.error(oneLine("\(name): \(error)"))
      return .failure
    }
  }

  private func dispatch(_ words: [String], console: Console) throws -> ExitCode {
    guard let first = words.first else {
      console.error(Help.text(of: self))
      return .usage
    }
    if Self.asksForHelp(first) || first == "help" {
      console.print(try words.dropFirst().first.map(help) ?? Help.text(of: self))
      return .success
    }
    if first == "--version" {
      console.print(programDescription)
      return .success
    }
    let command = try command(named: first)
    if words.prefix(while: { $0 != "--" }).contains(where: Self.asksForHelp) {
      console.print(Help.text(of: command, tool: name))
      return .success
    }
    return try command.run(
      Arguments(Array(words.dropFirst()), for: command), console: console)
  }

  private func help(on word: String) throws(UsageError) -> String {
    Help.text(of: try command(named: word), tool: name)
  }

  private func command(named word: String) throws(UsageError) -> any Command {
    if let command = commands.first(where: { $0.name == word }) { return command }
    let names = commands.map(\.name)
    if let meant = suggestion(for: word, among: names) {
      throw UsageError("there is no command \(word); did you mean \(meant)?")
    }
    throw UsageError("there is no command \(word); there are \(names.joined(separator: ", "))")
  }

  private static func asksForHelp(_ word: String) -> Bool { word == "--help" || word == "-h" }
}
