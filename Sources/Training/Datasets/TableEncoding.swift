/// How a row of a table becomes the features of an example: with it, a network answers for new rows.
///
/// A data set that was read from a table and standardized has one. It can be kept as JSON beside the
/// weights: `JSONEncoder().encode(training.encoding)`.
public struct TableEncoding: Sendable, Hashable, Codable {
  /// What becomes of the cells of a column.
  public struct Column: Sendable, Hashable, Codable {
    /// The name in the header; `column 3` where there is none.
    public let name: String

    /// The words that a feature stands for each, sorted; empty in a column of numbers.
    public let words: [String]

    /// Whether a comma stands before decimals.
    let hasDecimalCommas: Bool

    /// Whether the mean is put where a cell is empty; else that is refused.
    let takesMean: Bool

    /// Where it stands in a table without a header; nil where it is known by its name.
    let place: Place?
  }

  /// Where a column stands in a table without a header.
  struct Place: Sendable, Hashable, Codable {
    /// The cells before it in a row.
    let index: Int

    /// How many cells a row may have: a label at its end may be left out.
    let widths: [Int]
  }

  /// The columns, in the order of the features.
  public let columns: [Column]

  /// What the numbers are shifted and scaled by.
  public let standardization: Standardization

  /// The names of the classes, in the order of a network's outputs.
  public let classes: [String]
}

extension TableEncoding {
  /// Reads what was kept.
  ///
  /// - Throws: `DecodingError` where columns, words, numbers and classes don't make an encoding.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    columns = try container.decode([Column].self, forKey: .columns)
    standardization = try container.decode(Standardization.self, forKey: .standardization)
    classes = try container.decode([String].self, forKey: .classes)
    let width = columns.reduce(0) { $0 + Swift.max($1.words.count, 1) }
    let (mean, deviation) = (standardization.mean, standardization.deviation)
    let isWhole =
      width > 0 && mean.count == width && deviation.count == width
      && mean.allSatisfy(\.isFinite) && deviation.allSatisfy { $0 > 0 && $0.isFinite }
      && (columns.map { $0.words } + [columns.map { $0.name }, classes])
        .allSatisfy { Set($0).count == $0.count }
      && columns.compactMap(\.place)
        .allSatisfy { place in place.index >= 0 && place.widths.allSatisfy { place.index < $0 } }
      && !classes.isEmpty
    guard isWhole else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "the encoding must have columns, words and classes of different names, "
            + "and a mean and a deviation above 0 for each feature"))
    }
  }

  /// The features of a row.
  ///
  /// - Parameter row: the cells by the names of their columns, written as in the table; others are
  ///   passed over.
  /// - Returns: as many numbers as an example of the data set has.
  /// - Throws: `DataError` where a cell is missing, or is no number or none of the words of its column.
  public func features(of row: [String: String]) throws(DataError) -> [Float] {
    try features(columns.map { row[$0.name] ?? "" }, in: "the row", at: .file)
  }

  /// The features of all rows of a table with the columns of the one that was learned from: found by the
  /// names in its header, or by their places where that one had no header.
  ///
  /// - Parameter path: the table; a column of labels is passed over.
  /// - Returns: the features of each row.
  /// - Throws: `DataError` where a column is missing or there twice, and as for a single row.
  public func features(ofTable path: String) throws(DataError) -> [[Float]] {
    try understood(path).features
  }

  /// The same, and a line that says which columns were taken for what.
  package func understood(
    _ path: String
  ) throws(DataError) -> (features: [[Float]], summary: String) {
    let table = try CSVTable(FileBytes(contentsOf: path))
    let first = table.rows[0]
    var places: [Int] = []
    for column in columns {
      do { places.append(try column.place(in: first.cells)) } catch {
        throw DataError(path, at: .line(first.line), error)
      }
    }
    var examples: [[Float]] = []
    for row in table.rows.dropFirst(columns[0].place == nil ? 1 : 0) {
      examples.append(try features(places.map { row.cells[$0] }, in: path, at: .line(row.line)))
    }
    return (examples, "\(path): \(examples.count) rows; \(summary(places, of: first.cells))")
  }

  /// Which cells of the first row are taken for the columns, and which are passed over.
  private func summary(_ places: [Int], of cells: [String]) -> String {
    let isNamed = columns[0].place == nil
    let others = cells.indices.filter { !places.contains($0) }
      .map { isNamed ? cells[$0] : "column \($0 + 1)" }
    let taken = columns.map(\.name).joined(separator: ", ")
    return "features are \(taken), by their \(isNamed ? "names" : "places"); passed over: "
      + (others.isEmpty ? "nothing" : others.joined(separator: ", "))
  }

  /// The features of the cells of the columns.
  private func features(
    _ cells: [String], in source: String, at place: DataError.Place
  ) throws(DataError) -> [Float] {
    var numbers: [Double] = []
    for (column, cell) in zip(columns, cells) {
      do { numbers += try column.numbers(cell) } catch {
        throw DataError(source, at: place, error)
      }
    }
    return numbers.enumerated().map { place, number in
      number.isNaN ? 0 : standardization.applied(to: number, column: place)
    }
  }
}

extension TableEncoding.Column {
  /// Where the column stands in a table whose first row has these cells.
  fileprivate func place(in cells: [String]) throws(DataError.Problem) -> Int {
    if let place {
      guard place.widths.contains(cells.count) else {
        let widths = place.widths.map(String.init).joined(separator: " or ")
        throw .malformed(
          found: "a row of \(cells.count)",
          expected: "a row of \(widths) cells, as in the table that was learned from")
      }
      return place.index
    }
    let places = cells.indices.filter { cells[$0] == name }
    guard let found = places.first else { throw .unreadable("the header has no column \(name)") }
    if places.count > 1 { throw .unreadable("the header has two columns \(name)") }
    return found
  }

  /// The features of a cell, NaN where the mean stands for it.
  fileprivate func numbers(_ cell: String) throws(DataError.Problem) -> [Double] {
    func refused(_ expected: String) -> DataError.Problem {
      .malformed(found: "\"\(cell)\" in \(name)", expected: expected)
    }
    if CSVCell.isMissing(cell) {
      guard takesMean else { throw refused("given") }
      return Array(repeating: .nan, count: Swift.max(words.count, 1))
    }
    if words.isEmpty {
      guard let number = CSVCell.number(cell, point: hasDecimalCommas ? "," : ".") else {
        throw refused("a finite number")
      }
      return [number]
    }
    guard words.contains(cell) else {
      throw refused("one of \(words.joined(separator: ", "))")
    }
    return words.map { feature(cell, word: $0) }
  }

  /// The feature that stands for a word: 1 where the cell has it, NaN where it has nothing, else 0.
  func feature(_ cell: String, word: String) -> Double {
    CSVCell.isMissing(cell) ? .nan : cell == word ? 1 : 0
  }
}

extension Dataset {
  /// What makes features of new rows; nil where the examples come from no table, it has two columns of
  /// one name, or the numbers are not standardized.
  public var encoding: TableEncoding? {
    guard let columns, let standardization, Set(columns.map(\.name)).count == columns.count else {
      return nil
    }
    return TableEncoding(columns: columns, standardization: standardization, classes: classes)
  }
}
