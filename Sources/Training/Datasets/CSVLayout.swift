import Storing

/// What of a table is header, label and feature.
struct CSVLayout {
  /// The path of the file.
  let path: String

  /// What stands between two cells.
  let separator: CSVTable.Separator

  /// What stands before decimals.
  let point: Character

  /// Whether the first row of the file names the columns.
  let hasHeader: Bool

  /// The rows below the header; at least one.
  let rows: ArraySlice<CSVTable.Row>

  /// The column of the labels.
  let label: Int

  /// The columns that are left out.
  let dropped: [Int]

  /// The columns that are not left out, the label's among them.
  let kept: [Int]

  private let names: [String]

  /// Finds out what is what.
  init(_ file: FileBytes, _ options: CSV.Options) throws(DataError) {
    let table = try CSVTable(file)
    let first = table.rows[0]
    path = file.path
    separator = table.separator
    guard first.cells.count > 1 else {
      throw DataError(
        file.path, at: .line(first.line),
        .unreadable("there is one column, but a feature is needed beside the label"))
    }
    let point = Self.point(in: table)
    self.point = point
    let isNamed = ([options.label] + options.dropped).contains {
      if case .name = $0 { true } else { false }
    }
    if let said = options.header {
      hasHeader = said
    } else if isNamed {
      hasHeader = true
    } else {
      hasHeader = try Self.hasHeader(table, point, file.path)
    }
    let names = hasHeader ? first.cells : first.cells.indices.map { "column \($0 + 1)" }
    rows = table.rows.dropFirst(hasHeader ? 1 : 0)
    if rows.isEmpty {
      throw DataError(
        file.path, at: .line(first.line),
        .unreadable("there must be a row below the header"))
    }
    var dropped: [Int] = []
    for column in options.dropped {
      dropped.append(try Self.place(of: column, "column", in: first, hasHeader, file.path))
    }
    let asked = dropped
    if hasHeader {
      // What R and pandas call the numbers of rows.
      dropped += names.indices.filter { ["", "rownames", "Unnamed: 0"].contains(names[$0]) }
    }
    let rest = names.indices.filter { !dropped.contains($0) }
    let label =
      switch options.label {
      case .last: rest.last ?? 0
      default: try Self.place(of: options.label, "label column", in: first, hasHeader, file.path)
      }
    if asked.contains(label) {
      throw DataError(
        file.path, .unreadable("the labels are in \(names[label]), which can't be left out"))
    }
    let isDropped = Set(dropped).subtracting([label])
    kept = names.indices.filter { !isDropped.contains($0) }
    (self.names, self.label, self.dropped) = (names, label, isDropped.sorted())
    guard kept.count > 1 else {
      throw DataError(
        file.path,
        .unreadable("the label is the only column left, but a feature is needed beside it"))
    }
  }

  /// The name of a column, or its number where the header has none.
  func name(_ column: Int) -> String {
    names[column].isEmpty ? "column \(column + 1)" : names[column]
  }

  /// A comma where cells are divided by something else and no number has a point.
  private static func point(in table: CSVTable) -> Character {
    guard table.separator != .comma else { return "." }
    let cells = table.rows.lazy.flatMap(\.cells)
    func occurs(_ point: Character) -> Bool {
      cells.contains { $0.contains(point) && CSVCell.number($0, point: point) != nil }
    }
    return occurs(",") && !occurs(".") ? "," : "."
  }

  private static func place(
    of column: CSV.Column, _ role: String, in header: CSVTable.Row, _ isHeader: Bool, _ path: String
  ) throws(DataError) -> Int {
    let cells = header.cells
    switch column {
    case .last: return cells.count - 1
    case .number(let number):
      if isHeader, let named = cells.firstIndex(of: "\(number)") { return named }
      if cells.indices.contains(number - 1) { return number - 1 }
      throw DataError(
        path, at: .line(header.line),
        .malformed(found: "\(number)", expected: "a \(role) in 1...\(cells.count)"))
    case .name(let name):
      let places = isHeader ? cells.indices.filter { cells[$0] == name } : []
      if places.count > 1 {
        throw DataError(
          path, at: .line(header.line),
          .unreadable(
            "\(places.count) columns are called \"\(name)\"; give the number of a \(role)"))
      }
      if let column = places.first { return column }
      throw DataError(
        path, at: .line(header.line),
        isHeader
          ? .unreadable(unknown(name, role, among: cells))
          : .malformed(
            found: "\"\(name)\"", expected: "the number of a \(role), where there is no header"))
    }
  }
}

extension CSVLayout {
  /// Whether the first row names the columns: it has words over numbers, or counts the columns as
  /// pandas does.
  private static func hasHeader(
    _ table: CSVTable, _ point: Character, _ path: String
  ) throws(DataError) -> Bool {
    let first = table.rows[0]
    let below = table.rows.dropFirst()
    func isNumber(_ cell: String) -> Bool { CSVCell.number(cell, point: point) != nil }
    guard !below.isEmpty else { return !first.cells.contains(where: isNumber) }
    let numeric = first.cells.indices.filter { column in
      let cells = below.lazy.map { $0.cells[column] }.filter { !CSVCell.isMissing($0) }
      let count = cells.count(where: isNumber)
      return count > 0 && 2 * count >= cells.count
    }
    let words = numeric.filter {
      !isNumber(first.cells[$0]) && !CSVCell.isMissing(first.cells[$0])
    }
    let numbers = numeric.filter { isNumber(first.cells[$0]) }
    if let word = words.first, let number = numbers.first {
      throw DataError(
        path, at: .line(first.line),
        .unreadable(
          "\"\(first.cells[word])\" and \(first.cells[number]) both stand over numbers; --header yes or "
            + "no says what the row is"))
    }
    if !words.isEmpty { return true }
    if first.cells.count > 2, [0, 1].contains(where: { counts(first.cells, from: $0) }) {
      return true
    }
    // Nothing but words below: a header is a row of which nothing comes again.
    return numeric.isEmpty && below.count > 1
      && first.cells.indices.allSatisfy { column in
        !below.contains { $0.cells[column] == first.cells[column] }
      }
  }

  private static func counts(_ cells: [String], from start: Int) -> Bool {
    cells.enumerated().allSatisfy { $1 == "\($0 + start)" }
  }
}

extension CSVLayout {
  /// The features that a column becomes: its numbers, or a feature for each of its words.
  ///
  /// - Parameters:
  ///   - column: the place of the column.
  ///   - rows: the rows that are read.
  ///   - takesMean: whether a missing value becomes NaN, for the mean; else it is refused.
  /// - Returns: a list for each feature, with a number for each row, and how it is made of a cell.
  /// - Throws: `DataError` where a cell is missing or is not what its column needs.
  func features(
    _ column: Int, _ rows: ArraySlice<CSVTable.Row>, takesMean: Bool
  ) throws(DataError) -> (features: [[Double]], column: TableEncoding.Column) {
    if !takesMean, let row = rows.first(where: { CSVCell.isMissing($0.cells[column]) }) {
      throw missing(
        row, column,
        "--missing mean puts the column's mean there, --missing drop leaves the row out")
    }
    let numbers = rows.map { CSVCell.number($0.cells[column], point: point) }
    let there = rows.filter { !CSVCell.isMissing($0.cells[column]) }
    if there.isEmpty {
      throw DataError(
        path,
        .unreadable("no row has a value in \(name(column)); \(dropping(column))"))
    }
    guard numbers.contains(where: { $0 != nil }) else {
      return try words(column, rows, there, takesMean)
    }
    if let row = there.first(where: { CSVCell.number($0.cells[column], point: point) == nil }) {
      throw problem(row, column, expected: "a finite number")
    }
    return ([numbers.map { $0 ?? .nan }], encoding(column, words: [], takesMean))
  }

  private func encoding(
    _ column: Int, words: [String], _ takesMean: Bool
  ) -> TableEncoding.Column {
    let width = names.count
    return .init(
      name: name(column), words: words, hasDecimalCommas: point == ",", takesMean: takesMean,
      place: hasHeader
        ? nil : .init(index: column, widths: label == width - 1 ? [width - 1, width] : [width]))
  }

  private func words(
    _ column: Int, _ rows: ArraySlice<CSVTable.Row>, _ there: [CSVTable.Row], _ takesMean: Bool
  ) throws(DataError) -> (features: [[Double]], column: TableEncoding.Column) {
    if let row = there.first(where: { CSVCell.isDate($0.cells[column]) }) {
      throw problem(
        row, column, expected: "a number (for a date, say, the days since another)")
    }
    if let row = there.first(where: { CSVCell.decimal($0.cells[column], point: point) != nil }) {
      throw problem(row, column, expected: "at most 3.4e38 in magnitude")
    }
    if there.allSatisfy({ CSVCell.isDecorated($0.cells[column]) }) {
      throw problem(
        there[0], column,
        expected: "a number without signs of currency, percent and thousands")
    }
    let words = Set(there.map { $0.cells[column] }).sorted()
    guard words.count <= 100, words.count <= 10 || 2 * words.count <= there.count else {
      throw DataError(
        path,
        .unreadable(
          "\(words.count) different words in \(name(column)) are too many, or don't come again; "
            + dropping(column)))
    }
    let encoding = encoding(column, words: words, takesMean)
    return (
      words.map { word in rows.map { encoding.feature($0.cells[column], word: word) } }, encoding
    )
  }

  /// Says of several columns at once what is the matter with each.
  func unsuitable(_ problems: [(column: Int, error: DataError)]) -> DataError {
    let sentences = problems.map { column, error in
      guard case .malformed(let found, let expected, let advice) = error.problem else {
        return "\("\(error.problem)".prefix { $0 != ";" })"
      }
      let line = if case .cell(let line, _) = error.place { " (line \(line))" } else { "" }
      let other = advice.flatMap { $0 == dropping(column) ? nil : " (\($0))" } ?? ""
      return "\(name(column))\(line) must be \(expected), but is \(found)\(other)"
    }
    let all = problems.map { argument($0.column) }.joined(separator: ",")
    return DataError(
      path,
      .unreadable(
        "\(problems.count) columns are unsuitable: \(sentences.joined(separator: "; ")); "
          + "--drop \(all) leaves them out"))
  }

  /// Whether a column has another whole number in each of many rows.
  func countsRows(_ column: Int, _ rows: ArraySlice<CSVTable.Row>) -> Bool {
    let numbers = Set(rows.lazy.compactMap { Int($0.cells[column]) })
    return rows.count >= 20 && numbers.count == rows.count
  }

  /// Says that a value is missing.
  func missing(_ row: CSVTable.Row, _ column: Int, _ advice: String) -> DataError {
    problem(row, column, expected: "given", advice)
  }

  private func problem(
    _ row: CSVTable.Row, _ column: Int, expected: String, _ advice: String? = nil
  ) -> DataError {
    DataError(
      path, at: .cell(line: row.line, column: column + 1),
      .malformed(
        found: "\"\(row.cells[column])\"", expected: expected,
        advice: advice ?? dropping(column)))
  }

  private func dropping(_ column: Int) -> String {
    "--drop \(argument(column)) leaves the column out"
  }

  /// What a column is called behind --drop: its name, where no other has it and no shell and no comma
  /// gets in the way.
  func argument(_ column: Int) -> String {
    let isPlain = name(column).allSatisfy { $0.isLetter || $0.isNumber || "_.-".contains($0) }
    let isOnly = names.count { $0 == name(column) } == 1
    return hasHeader && isPlain && isOnly ? name(column) : "\(column + 1)"
  }
}
