import Optimization

/// What the user typed behind the name of a command, checked against the rules of its flags.
package struct Arguments: Sendable {
  private var values: [String: [any Sendable]] = [:]
  private var words: [String: [String]] = [:]

  /// What was typed, a flag with its value or a word alone, in order.
  private var typed: [(flag: String?, words: [String])] = []

  /// Reads a command line.
  ///
  /// - Parameters:
  ///   - words: what stands behind the name of the command.
  ///   - command: whose flags and words are allowed.
  /// - Throws: `UsageError` where a flag is unknown, given twice, lacks its value or breaks its rule,
  ///   or there is a word too many.
  package init(_ words: [String], for command: any Command) throws(UsageError) {
    var rest = words[...]
    var positionals = command.positionals[...]
    var takesFlags = true
    while let word = rest.popFirst() {
      if takesFlags, word == "--" {
        takesFlags = false
      } else if takesFlags, word.hasPrefix("-"), word != "-" {
        try readFlag(word, &rest, for: command)
      } else if let positional = positionals.first {
        self.words[positional.placeholder, default: []].append(word)
        typed.append((nil, [word]))
        if !positional.repeats { positionals.removeFirst() }
      } else {
        throw Self.unplacedWord(word, for: command)
      }
    }
  }

  private mutating func readFlag(
    _ word: String, _ rest: inout ArraySlice<String>, for command: any Command
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let flag = String(parts[0])
    guard let declaration = command.declarations.first(where: { "--\($0.name)" == flag }) else {
      throw Self.unknownFlag(flag, for: command)
    }
    if values[declaration.name] != nil, !declaration.repeats {
      throw UsageError("\(flag) is given twice")
    }
    let attached = parts.count > 1 ? String(parts[1]) : nil
    var text = ""
    if let placeholder = declaration.placeholder {
      guard let value = attached ?? rest.popFirst() else {
        throw UsageError("\(flag) must be followed by \(placeholder)")
      }
      text = value
    } else if let attached {
      throw UsageError("\(flag) takes no value, but is given \"\(attached)\"")
    }
    values[declaration.name, default: []].append(try declaration.parse(text))
    typed.append((declaration.name, declaration.placeholder == nil ? [flag] : [flag, text]))
  }

  private static func unplacedWord(_ word: String, for command: any Command) -> UsageError {
    let takesTables = command.declarations.contains { $0.name == "data" }
    let hint =
      takesTables && word.hasSuffix(".csv")
      ? "; a table is asked for by --data csv:\(word)" : helpHint(command)
    return UsageError("\(command.name): no place for \"\(word)\"\(hint)")
  }

  private static func unknownFlag(_ flag: String, for command: any Command) -> UsageError {
    let known = command.declarations.map { "--\($0.name)" } + ["--help"]
    let hyphenated = flag.replacing("_", with: "-")
    if let meant = otherWords[hyphenated], known.contains(where: { meant.hasPrefix($0) }) {
      return UsageError("\(command.name) has no \(flag); it is \(meant) here")
    }
    if let reason = reasonsToHaveNone[hyphenated] {
      return UsageError("\(command.name) has no \(flag); \(reason)")
    }
    if let meant = suggestion(for: flag, among: known) {
      return UsageError("\(command.name) has no \(flag); did you mean \(meant)?")
    }
    return UsageError("\(command.name) has no \(flag)\(helpHint(command))")
  }

  /// What people type who come from elsewhere.
  private static let otherWords = [
    "--lr": "--learning-rate", "--batch-size": "--batch", "--bs": "--batch",
    "--weight-decay": "--decay decoupled:RATE", "--wd": "--decay decoupled:RATE",
    "--momentum": "--moments heavyBall:BETA", "--betas": "--moments exponential:BETA",
    "--model": "--network", "--output": "--out", "--output-dir": "--out", "--dataset": "--data",
    "--warmup": "--warm-up", "--early-stopping": "--patience RECORDS", "--scheduler": "--schedule",
    "--lr-scheduler": "--schedule", "--target": "--label", "--val-split": "--test-share",
    "--clip": "--transform clipByNorm:NORM", "--grad-clip": "--transform clipByNorm:NORM",
    "--clip-grad-norm": "--transform clipByNorm:NORM", "--ema-decay": "--ema",
  ]

  /// Why there is nothing to choose where others have a flag.
  private static let reasonsToHaveNone = [
    "--device": onlyProcessors, "--gpu": onlyProcessors, "--cuda": onlyProcessors,
    "--threads": allProcessors, "--workers": allProcessors, "--num-workers": allProcessors,
  ]
  private static let onlyProcessors = "everything is computed by the CPU"
  private static let allProcessors =
    "data are held in memory, and all processors that the system allows are used"

  private static func helpHint(_ command: any Command) -> String {
    "; see descent \(command.name) --help"
  }
}

extension Arguments {
  /// The value of a flag that has a default.
  package subscript<Value>(option: Option<Value>) -> Value {
    guard let value = self[optional: option] else {
      fatalError("--\(option.name) must have a default to be read without asking")
    }
    return value
  }

  /// The value of a flag, its default, or nil where it is not given and has none.
  package subscript<Value>(optional option: Option<Value>) -> Value? {
    values[option.name]?.first as? Value ?? option.defaultValue
  }

  /// The values of a flag that may be given several times, in order.
  package func all<Value>(_ option: Option<Value>) -> [Value] {
    (values[option.name] ?? []).compactMap { $0 as? Value }
  }

  /// The command line as it can be typed again.
  ///
  /// - Parameters:
  ///   - command: the command.
  ///   - without: the names of flags to leave out.
  /// - Returns: the name of the command, flags and words.
  package func line(of command: any Command, without: Set<String>) -> String {
    let kept = typed.filter { item in !(item.flag.map(without.contains) ?? false) }
    return ([command.name] + kept.flatMap(\.words)).map(Self.quoted).joined(separator: " ")
  }

  /// The words of a line that `line(of:without:)` has made.
  package static func words(of line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var characters = line[...]
    while let character = characters.popFirst() {
      switch character {
      case "'": (isQuoted, word) = (!isQuoted, word ?? "")
      case " " where !isQuoted:
        if let word { words.append(word) }
        word = nil
      case "\\" where !isQuoted:
        word = (word ?? "") + (characters.popFirst().map(String.init) ?? "")
      default: word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }

  /// The same, with the flags of another command line that this one doesn't give.
  ///
  /// - Parameters:
  ///   - other: the other command line, of any command.
  ///   - command: whose flags are taken.
  /// - Returns: what both say, this one first.
  /// - Throws: `UsageError` where they don't go together.
  package func completed(
    by other: Arguments, for command: any Command
  ) throws(UsageError) -> Arguments {
    let missing = Set(command.declarations.map(\.name)).subtracting(values.keys)
    let taken = other.typed.filter { $0.flag.map(missing.contains) ?? false }
    let flags = (typed.filter { $0.flag != nil } + taken).flatMap(\.words)
    return try Arguments(
      flags + ["--"] + typed.filter { $0.flag == nil }.flatMap(\.words), for: command)
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || "-_=.,:/+@%".utf8.contains(byte)
    }
    return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }

  /// Whether a flag without a value is given.
  package subscript(option: Switch) -> Bool { values[option.name] != nil }

  /// The word at its place, or nil where it is not given.
  package subscript(positional: Positional) -> String? { words[positional.placeholder]?.first }

  /// The words at a place that takes several.
  package func all(_ positional: Positional) -> [String] { words[positional.placeholder] ?? [] }

  /// Whether a flag is given, its default aside.
  package func gives(_ declaration: some Declaration) -> Bool { values[declaration.name] != nil }
}
