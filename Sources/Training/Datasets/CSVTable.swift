/// A table of values with a separator between them.
///
/// Cells may be quoted; a quoted cell may hold separators, doubled quotes and line breaks. Blanks around
/// a cell don't belong to it. Lines end with a line feed, with or without a carriage return; empty lines
/// are passed over.
///
/// - Source: RFC 4180, <https://www.rfc-editor.org/rfc/rfc4180>.
/// - Differs: blanks around cells are left out, and the separator is the one that fits the first lines.
struct CSVTable {
  /// What stands between two cells.
  enum Separator: UInt8, CaseIterable {
    case tab = 0x09
    case semicolon = 0x3B
    case comma = 0x2C
    /// One blank or several.
    case blank = 0x20

    /// The name, for messages.
    var name: String {
      switch self {
      case .tab: "tab"
      case .semicolon: "semicolon"
      case .comma: "comma"
      case .blank: "blank"
      }
    }
  }

  /// A line of the table.
  struct Row {
    /// The number of the line in the file where the row begins, from 1.
    let line: Int
    /// The cells, without their quotes.
    let cells: [String]
  }

  /// All rows, the header (if there is one) among them; at least one, all of the same length.
  let rows: [Row]

  /// What stands between two cells.
  let separator: Separator

  /// Takes a file apart.
  ///
  /// - Throws: `DataError` where a quote is not closed, a cell is no UTF-8, a row has another number of
  ///   cells than the first, or there is no row.
  init(_ file: FileBytes) throws(DataError) {
    try file.requirePlainText()
    separator = Self.separator(of: file)
    var parser = Parser(file: file, separator: separator)
    rows = try parser.rows()
    guard let first = rows.first else { throw DataError(file.path, .empty) }
    if let odd = rows.first(where: { $0.cells.count != first.cells.count }) {
      throw DataError(
        file.path, at: .line(odd.line),
        .malformed(
          found: "a row of \(odd.cells.count)", expected: "a row of \(first.cells.count) cells"))
    }
  }

  /// The separator by which the first rows have equally many cells, and more than one.
  private static func separator(of file: FileBytes) -> Separator {
    let widths = Separator.allCases.map { separator in
      var parser = Parser(file: file, separator: separator)
      return (separator, (try? parser.rows(atMost: 20))?.map(\.cells.count) ?? [])
    }
    let fitting = widths.first { _, counts in
      counts.allSatisfy { $0 == counts[0] } && counts.first ?? 0 > 1
    }
    let dividing = widths.first { separator, counts in
      separator != .blank && counts.first ?? 0 > 1
    }
    return (fitting ?? dividing)?.0 ?? .comma
  }
}

/// Reads a table byte by byte; every byte that matters is ASCII.
private struct Parser {
  let file: FileBytes
  let separator: CSVTable.Separator
  var position = 0
  var line = 1

  init(file: FileBytes, separator: CSVTable.Separator) {
    self.file = file
    self.separator = separator
    if file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func rows(atMost limit: Int = .max) throws(DataError) -> [CSVTable.Row] {
    var rows: [CSVTable.Row] = []
    while position < file.count, rows.count < limit {
      let start = line
      let cells = try row()
      if cells != [""] { rows.append(CSVTable.Row(line: start, cells: cells)) }
    }
    return rows
  }

  /// Reads up to and over the end of the line.
  private mutating func row() throws(DataError) -> [String] {
    var cells: [String] = []
    while true {
      skipBlanks()
      let column = cells.count + 1
      cells.append(
        try current == UInt8(ascii: "\"") ? quotedCell(column) : plainCell(column))
      skipBlanks()
      if current == separator.rawValue {
        position += 1
      } else if separator != .blank || isAtEndOfLine {
        break
      }
    }
    if current == UInt8(ascii: "\r") { position += 1 }
    if let byte = current, byte != UInt8(ascii: "\n") {
      throw DataError(
        file.path, at: .line(line),
        .unreadable(
          "behind the quote that ends a cell must stand a \(separator.name) or the end of the line, "
            + "but there is \(Unicode.Scalar(byte))"))
    }
    position += 1
    line += 1
    return cells
  }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x09,
      byte != separator.rawValue
        || separator == .blank
    {
      position += 1
    }
  }

  private var isAtEndOfLine: Bool {
    current == nil || current == UInt8(ascii: "\n") || current == UInt8(ascii: "\r")
  }

  private mutating func plainCell(_ column: Int) throws(DataError) -> String {
    let start = position
    while let byte = current, byte != separator.rawValue, !isAtEndOfLine,
      separator != .blank || byte != 0x09
    {
      position += 1
    }
    return try text(file.bytes[start..<position], column)
  }

  private mutating func quotedCell(_ column: Int) throws(DataError) -> String {
    let start = line
    var bytes: [UInt8] = []
    position += 1
    while let byte = current {
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard current == UInt8(ascii: "\"") else { return try text(bytes[...], column) }
        position += 1
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      bytes.append(byte)
    }
    throw DataError(
      file.path, at: .line(start),
      .unreadable("a cell that begins with a quote must end with one"))
  }

  /// The text of a cell, without the blanks around it.
  private func text(_ cell: ArraySlice<UInt8>, _ column: Int) throws(DataError) -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    let end = cell.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? cell.startIndex
    let bytes = cell[..<end].drop(while: isBlank)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw DataError(
      file.path, at: .cell(line: line, column: column),
      .malformed(
        found: "in another encoding", expected: "text in UTF-8",
        advice: "iconv -f latin1 -t utf-8 converts"))
  }

  private var current: UInt8? { position < file.count ? file.bytes[position] : nil }
}
