import Training

/// The flags that say what is learned from.
struct DataOptions: OptionGroup {
  let data = Option(
    "data", .data, default: .images,
    help: "what to learn from: images and text ship with the package; your own are "
      + "idx:IMAGES,LABELS (and two more for testing), cifar10:FOLDER, csv:FILE or text:FILE")
  let label = Option(
    "label", .labelColumn, default: .last,
    help: "the label column of a table, by its name or by its number from 1")
  let header = Option(
    "header", .choice, default: Header.auto,
    help: "whether the first row of a table names the columns")
  let drop = Option(
    "drop", .columns, help: "columns of a table to leave out, by name or number, with commas")
  let missing = Option(
    "missing", .choice, default: CSV.Missing.refuse,
    help: "what to do where a table has no value: refuse it, put the mean there, drop the row")
  let testShare = Option(
    "test-share", .share, default: 0.1,
    help: "the share to hold back for testing, where the data have no part for it")
  let labelNoise = Option(
    "label-noise", .share, default: 0,
    help: "the share of the training labels to replace at random")
  let examples = Option(
    "examples", .integer(in: 1...1_000_000_000),
    help: "how many training examples to learn from, drawn at random; all where left out")

  /// Whether a table has a header.
  enum Header: String, Sendable, CaseIterable {
    case auto, yes, no
  }

  /// Reads the data.
  ///
  /// - Returns: the data, and a line that says how they were understood.
  func load(_ arguments: Arguments, seed: UInt64) throws -> (data: TrainingData, summary: String) {
    let ofTables: [any Declaration] = [label, header, drop, missing]
    if case .csv = arguments[data] {
    } else if let flag = ofTables.first(where: { arguments.gives($0) }) {
      throw UsageError("--\(flag.name) is for tables, but \(arguments[data]) is none")
    }
    let table = CSV.Options(
      label: arguments[label],
      header: arguments[header] == .auto ? nil : arguments[header] == .yes,
      dropped: arguments[optional: drop] ?? [], missing: arguments[missing])
    let (data, summary) = try arguments[data].understood(
      table: table, testShare: arguments[testShare], seed: seed)
    switch data {
    case .text:
      let flags: [any Declaration] = [labelNoise, examples]
      if let flag = flags.first(where: { arguments.gives($0) }) {
        throw UsageError(
          "--\(flag.name) is for data with labels, but \(arguments[self.data]) has none")
      }
    case .examples(let training, _):
      if let wanted = arguments[optional: examples], wanted > training.count {
        throw UsageError("--examples must be in 1...\(training.count), but is \(wanted)")
      }
    }
    let drawn =
      arguments[optional: examples].map { "; \($0) of them are drawn to learn from" } ?? ""
    return (data, "\(arguments[self.data]): \(summary)\(drawn)")
  }
}

extension ValueRule<DataSource> {
  /// Data that ship with the package, or the user's own.
  static var data: Self {
    Self(placeholder: "DATA", requirement: DataSource.forms) { text in
      if text.hasSuffix(".csv"), DataSource(text) == nil {
        throw UsageError("a table is asked for by csv:\(text)")
      }
      return DataSource(text)
    }
  }
}

extension ValueRule<CSV.Column> {
  /// A column by its number or its name.
  static var labelColumn: Self {
    Self(placeholder: "COLUMN", requirement: "the number of a column in 1..., or a name") {
      CSV.Column($0)
    }
  }
}

extension ValueRule<[CSV.Column]> {
  /// Columns by their numbers or names.
  static var columns: Self {
    Self(
      placeholder: "COLUMN,…", requirement: "numbers of columns in 1..., or names, with commas"
    ) { text in
      let words = text.split(separator: ",", omittingEmptySubsequences: false)
      let columns = words.compactMap { CSV.Column(String($0)) }
      return columns.count == words.count ? columns : nil
    }
  }
}

extension CSV.Column {
  /// The column that a word means.
  fileprivate init?(_ word: String) {
    guard let number = Int(word) else {
      if word.isEmpty { return nil }
      self = .name(word)
      return
    }
    guard number >= 0 else { return nil }
    self = .number(number)
  }
}

extension ValueRule<Double> {
  /// A share, less than all.
  static var share: Self { number(in: 0..<1) }
}

extension ValueRule<[Int]> {
  /// The widths of layers.
  static var widths: Self {
    Self(placeholder: "N,N…", requirement: "whole numbers in 1...65536 with commas") { text in
      let widths = text.split(separator: ",", omittingEmptySubsequences: false).compactMap {
        Int($0).flatMap { (1...65_536).contains($0) ? $0 : nil }
      }
      return widths.count == text.count { $0 == "," } + 1 ? widths : nil
    }
  }
}
