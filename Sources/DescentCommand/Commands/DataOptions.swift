import Training

/// The flags that say what is learned from.
struct DataOptions: OptionGroup {
  let data = Option(
    "data", .data, default: .images,
    help: "what to learn from: images and text ship with the package; your own are "
      + "idx:IMAGES,LABELS (and two more for testing), cifar10:FOLDER, csv:FILE or text:FILE")
  let label = Option(
    "label", .labelColumn, default: .last,
    help: "the label column of a CSV file, by its number from 1 or by its name")
  let testShare = Option(
    "test-share", .share, default: 0.1,
    help: "the share to hold back for testing, where the data have no part for it")
  let labelNoise = Option(
    "label-noise", .share, default: 0,
    help: "the share of the training labels to replace at random")
  let examples = Option(
    "examples", .integer(in: 1...1_000_000_000),
    help: "how many training examples to learn from, drawn at random; all where left out")

  /// Reads the data.
  func load(_ arguments: Arguments, seed: UInt64) throws -> TrainingData {
    let data = try arguments[data].load(
      label: arguments[label], testShare: arguments[testShare], seed: seed)
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
    return data
  }
}

extension ValueRule<DataSource> {
  /// Data that ship with the package, or the user's own.
  static var data: Self {
    Self(placeholder: "DATA", requirement: DataSource.forms) { DataSource($0) }
  }
}

extension ValueRule<CSV.LabelColumn> {
  /// A column by its number or its name.
  static var labelColumn: Self {
    Self(placeholder: "COLUMN", requirement: "the number of a column in 1..., or a name") { text in
      guard let number = Int(text) else { return text.isEmpty ? nil : .name(text) }
      return number > 0 ? .number(number) : nil
    }
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
