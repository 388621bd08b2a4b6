/// Tables of numbers and words, with one column of labels.
///
/// Separator, header and the kind of each column are found out. A column of words becomes a feature for
/// each word, 1 where it stands and else 0. Labels are names: `0`, `spam` and `7.5` are three classes;
/// classes are sorted, as numbers where all of them are.
public enum CSV {
  /// A column of a table.
  public enum Column: Hashable, Sendable {
    /// The last column.
    case last
    /// A column by its number, from 1, unless that is a name in the header.
    case number(Int)
    /// A column by its name in the header.
    case name(String)
  }

  /// What becomes of a row in which a cell is empty or says `NA`, `N/A`, `NaN`, `null` or `?`.
  public enum Missing: String, Sendable, Hashable, CaseIterable {
    /// The table is refused.
    case refuse
    /// The mean of the column is put there; a missing label is refused.
    case mean
    /// The row is left out.
    case drop
  }

  /// How a table is read; what is not said is found out.
  public struct Options: Sendable, Hashable {
    /// Where the labels stand.
    public var label: Column

    /// Whether the first row is a header; nil leaves it to the table.
    public var header: Bool?

    /// Columns that are left out.
    public var dropped: [Column]

    /// What becomes of a row in which something is missing.
    public var missing: Missing

    /// Creates options.
    public init(
      label: Column = .last, header: Bool? = nil, dropped: [Column] = [],
      missing: Missing = .refuse
    ) {
      self.label = label
      self.header = header
      self.dropped = dropped
      self.missing = missing
    }
  }

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - options: how it is read.
  /// - Returns: the table's rows in their order.
  /// - Throws: `DataError` where the file is missing or damaged, a cell is not what its column needs,
  ///   the labels are numbers to be estimated or names of single rows, there is no such column, or no
  ///   row or no feature.
  public static func read(
    _ path: String, _ options: Options = Options()
  ) throws(DataError) -> Dataset {
    try read(FileBytes(contentsOf: path), options)
  }

  /// Reads a table in two parts, standardized by the first.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - options: how it is read.
  ///   - testShare: the share of the rows to hold back for testing, in `0..<1`.
  ///   - seed: decides which.
  /// - Returns: what to learn from and what to test by.
  /// - Throws: `DataError`, as without parts.
  public static func read(
    _ path: String, _ options: Options = Options(), testShare: Double, seed: UInt64
  ) throws(DataError) -> (training: Dataset, test: Dataset) {
    try CSVExamples(FileBytes(contentsOf: path), options).split(testShare: testShare, seed: seed)
  }

  /// Reads a table that is in memory.
  package static func read(
    _ file: FileBytes, _ options: Options = Options()
  ) throws(DataError) -> Dataset {
    let examples = try CSVExamples(file, options)
    let means = Standardization(of: examples.features, width: examples.width, scope: .perFeature)
      .mean
    let features = examples.features.indices.map { i in
      Float(examples.features[i].isNaN ? means[i % means.count] : examples.features[i])
    }
    return examples.dataset(features, rows: 0..<examples.labels.count)
  }
}
