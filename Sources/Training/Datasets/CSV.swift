/// Tables of numbers with one column of labels.
///
/// A first row in which a feature is no number is a header. Labels are names: `0`, `spam` and `7.5`
/// are three classes; classes are sorted, as numbers where all of them are.
public enum CSV {
  /// Where the labels stand.
  public enum LabelColumn: Hashable, Sendable {
    /// The last column.
    case last
    /// A column by its number, from 1.
    case number(Int)
    /// A column by its name in the header.
    case name(String)
  }

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - label: where the labels stand.
  /// - Returns: the table's rows in their order.
  /// - Throws: `DataError` where the file is missing or damaged, a feature is no finite number, there
  ///   is no such column, or no row or no feature.
  public static func read(_ path: String, label: LabelColumn = .last) throws(DataError) -> Dataset {
    try read(FileBytes(contentsOf: path), label: label)
  }

  /// Reads a table that is in memory.
  package static func read(_ file: FileBytes, label: LabelColumn = .last) throws(DataError)
    -> Dataset
  {
    let path = file.path
    let table = try CSVTable(file)
    let header = table.rows[0]
    let labelColumn = try place(of: label, in: header, of: path)
    guard header.cells.count > 1 else {
      throw DataError(
        path, at: .line(header.line),
        .malformed(found: "a single column", expected: "at least one feature beside the label"))
    }
    let hasHeader = header.cells.indices.contains { column in
      column != labelColumn && number(in: header.cells[column]) == nil
    }
    let isNamed = if case .name = label { true } else { false }
    let rows = table.rows.dropFirst(hasHeader || isNamed ? 1 : 0)
    if rows.isEmpty {
      throw DataError(
        path, at: .line(header.line),
        .malformed(found: "the only row", expected: "a header with at least one row below"))
    }
    var features: [Float] = []
    for row in rows { features += try numbers(in: row, except: labelColumn, of: path) }
    let names = rows.map { $0.cells[labelColumn] }
    let classes = sorted(Set(names))
    let labels = Dictionary(uniqueKeysWithValues: zip(classes, 0...))
    return Dataset(
      shape: [header.cells.count - 1], features: features, labels: names.compactMap { labels[$0] },
      classes: classes)
  }

  private static func place(
    of label: LabelColumn, in header: CSVTable.Row, of path: String
  ) throws(DataError) -> Int {
    switch label {
    case .last:
      return header.cells.count - 1
    case .number(let number):
      if header.cells.indices.contains(number - 1) { return number - 1 }
      throw DataError(
        path, at: .line(header.line),
        .malformed(
          found: "\(number)", expected: "a label column in 1...\(header.cells.count)"))
    case .name(let name):
      if let column = header.cells.firstIndex(of: name) { return column }
      throw DataError(
        path, at: .line(header.line),
        .malformed(
          found: "\"\(name)\"",
          expected: "a label column among \(header.cells.joined(separator: ", "))"))
    }
  }

  private static func numbers(
    in row: CSVTable.Row, except label: Int, of path: String
  ) throws(DataError) -> [Float] {
    var numbers: [Float] = []
    for column in row.cells.indices where column != label {
      guard let number = number(in: row.cells[column]) else {
        throw DataError(
          path, at: .cell(line: row.line, column: column + 1),
          .malformed(found: "\"\(row.cells[column])\"", expected: "a finite number"))
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The number that a cell holds: digits with a decimal point, whatever the language settings.
  private static func number(in cell: String) -> Float? {
    let trimmed = cell.drop { $0 == " " }
    let text = trimmed.lastIndex { $0 != " " }.map { trimmed[...$0] } ?? trimmed
    guard let value = Float(text), value.isFinite else { return nil }
    return value
  }

  private static func sorted(_ names: Set<String>) -> [String] {
    let numbered = names.compactMap { name in Double(name).map { (name, $0) } }
    guard numbered.count == names.count else { return names.sorted() }
    return numbered.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
  }
}
