import Kernels

/// A table to be written as comma-separated values.
///
/// - Source: RFC 4180, <https://www.rfc-editor.org/rfc/rfc4180>.
/// - Differs: lines end with a line feed alone, as Unix tools expect.
package struct CSVDocument: Sendable, Hashable {
  /// The names of the columns.
  package let header: [String]

  /// The rows, each with a cell for every column.
  package private(set) var rows: [[String]] = []

  /// Creates a table without rows.
  ///
  /// - Parameter header: the names of the columns.
  package init(header: [String]) {
    self.header = header
  }

  /// Adds a row.
  ///
  /// - Parameter cells: one for each column.
  package mutating func append(_ cells: [String]) {
    require(
      cells.count == header.count,
      "CSVDocument: a row must have \(header.count) cells, but has \(cells.count)")
    rows.append(cells)
  }

  /// The whole table, header first; cells are quoted where they must be.
  package var text: String {
    ([header] + rows).map(Self.line).joined()
  }

  /// A row as it stands in the table, with the end of the line.
  package static func line(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ cell: String) -> String {
    let mustQuote = cell.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
    return mustQuote ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
  }
}
