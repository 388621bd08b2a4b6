import Kernels

/// A table of texts, to be read by people or by programs.
///
/// ```swift
/// var table = Table(header: ["policy", "test error"])
/// table.append(["decoupled", "0.12"])
/// #expect(table.csv == "policy,test error\ndecoupled,0.12\n")
/// ```
public struct Table: Sendable, Hashable {
  /// The names of the columns.
  public let header: [String]

  /// The rows, each with a cell for every column.
  public private(set) var rows: [[String]] = []

  /// Creates a table without rows.
  ///
  /// - Parameter header: the names of the columns.
  public init(header: [String]) {
    self.header = header
  }

  /// Adds a row.
  ///
  /// - Parameter cells: one for each column.
  public mutating func append(_ cells: [String]) {
    require(
      cells.count == header.count,
      "Table: a row must have \(header.count) cells, but has \(cells.count)")
    rows.append(cells)
  }
}

extension Table {
  /// The table for a terminal: a line below the header, the first column flush left, the others flush
  /// right.
  public var text: String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let printed = lines.map { row in
      row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + padding : padding + row[column]
      }.joined(separator: "  ")
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return ([printed[0], rule] + printed.dropFirst()).joined(separator: "\n")
  }

  /// The table as comma-separated values, header first; cells are quoted where they must be.
  ///
  /// - Source: RFC 4180, <https://www.rfc-editor.org/rfc/rfc4180>.
  /// - Differs: lines end with a line feed alone, as Unix tools expect.
  public var csv: String { ([header] + rows).map(Self.csvLine).joined() }

  /// A row as it stands in `csv`, with the end of the line.
  ///
  /// - Parameter cells: the texts of the row.
  /// - Returns: a line.
  public static func csvLine(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ cell: String) -> String {
    let mustQuote = cell.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
    return mustQuote ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
  }
}
