/// A table of comma-separated values.
///
/// Cells may be quoted; a quoted cell may hold commas, doubled quotes and line breaks. Lines end with
/// a line feed, with or without a carriage return; empty lines are passed over.
///
/// - Source: RFC 4180, <https://www.rfc-editor.org/rfc/rfc4180>.
struct CSVTable {
  /// A line of the table.
  struct Row {
    /// The number of the line in the file where the row begins, from 1.
    let line: Int
    /// The cells, without their quotes.
    let cells: [String]
  }

  /// All rows, the header (if there is one) among them; at least one, all of the same length.
  let rows: [Row]

  /// Takes a file apart.
  ///
  /// - Throws: `DataError` where a quote is not closed, a row has another number of cells than the
  ///   first, or there is no row.
  init(_ file: FileBytes) throws(DataError) {
    var parser = Parser(file: file)
    rows = try parser.rows()
    guard let first = rows.first else { throw DataError(file.path, .empty) }
    if let odd = rows.first(where: { $0.cells.count != first.cells.count }) {
      throw DataError(
        file.path, at: .line(odd.line),
        .malformed(
          found: "a row of \(odd.cells.count)", expected: "a row of \(first.cells.count) cells"))
    }
  }
}

/// Reads a table byte by byte; every byte that matters is ASCII.
private struct Parser {
  let file: FileBytes
  var position = 0
  var line = 1

  mutating func rows() throws(DataError) -> [CSVTable.Row] {
    if file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    var rows: [CSVTable.Row] = []
    while position < file.count {
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
      cells.append(try current == UInt8(ascii: "\"") ? quotedCell() : plainCell())
      guard current == UInt8(ascii: ",") else { break }
      position += 1
    }
    if current == UInt8(ascii: "\r") { position += 1 }
    if let byte = current, byte != UInt8(ascii: "\n") {
      throw DataError(
        file.path, at: .line(line),
        .malformed(
          found: "followed by \(Unicode.Scalar(byte))",
          expected: "a cell that ends with a comma or the line"))
    }
    position += 1
    line += 1
    return cells
  }

  private mutating func plainCell() -> String {
    let start = position
    while let byte = current, byte != UInt8(ascii: ","), byte != UInt8(ascii: "\n"),
      byte != UInt8(ascii: "\r")
    {
      position += 1
    }
    return String(decoding: file.bytes[start..<position], as: UTF8.self)
  }

  private mutating func quotedCell() throws(DataError) -> String {
    let start = line
    var bytes: [UInt8] = []
    position += 1
    while let byte = current {
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard current == UInt8(ascii: "\"") else {
          return String(decoding: bytes, as: UTF8.self)
        }
        position += 1
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      bytes.append(byte)
    }
    throw DataError(
      file.path, at: .line(start),
      .malformed(found: "never closed", expected: "a quoted cell that ends with a quote"))
  }

  private var current: UInt8? { position < file.count ? file.bytes[position] : nil }
}
