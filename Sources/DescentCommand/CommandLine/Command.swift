/// A subcommand of `descent`: its flags are its stored properties, its work is `run`.
///
/// To add one, write a file with a struct and list it in `CommandLineTool.descent`.
package protocol Command: Sendable {
  /// What the user types.
  var name: String { get }

  /// One line for the list of commands, without a full stop.
  var summary: String { get }

  /// Anything more for the command's own help: paragraphs, examples.
  var discussion: String { get }

  /// Does the work.
  ///
  /// - Parameters:
  ///   - arguments: what the user typed, checked against the flags' rules.
  ///   - console: where to print.
  /// - Returns: how it went, for the shell.
  /// - Throws: `UsageError` where the flags don't go together; any other error is a job that failed.
  func run(_ arguments: Arguments, console: Console) throws -> ExitCode
}

extension Command {
  /// Nothing more.
  package var discussion: String { "" }

  /// The flags, in the order of declaration.
  var declarations: [any Declaration] {
    Self.members(of: self).compactMap { $0 as? any Declaration }
  }

  /// The words without dashes, in the order of declaration.
  var positionals: [Positional] {
    Self.members(of: self).compactMap { $0 as? Positional }
  }

  /// The stored properties, those of groups of options among them.
  private static func members(of value: Any) -> [Any] {
    Mirror(reflecting: value).children.flatMap { child in
      child.value is any OptionGroup ? members(of: child.value) : [child.value]
    }
  }
}

/// How a command ends, for the shell.
package enum ExitCode: Int32, Sendable {
  /// All is well.
  case success = 0
  /// The job failed, its result is negative, or its data are bad.
  case failure = 1
  /// The command line can't be understood.
  case usage = 2
  /// The user pressed Ctrl-C: 128 and the number of the signal.
  case interrupted = 130
}
