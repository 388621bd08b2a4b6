import Kernels

/// A table for a terminal: the first column flush left, the others flush right.
package struct TextTable: Sendable, Hashable {
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
      "TextTable: a row must have \(header.count) cells, but has \(cells.count)")
    rows.append(cells)
  }

  /// The table, a line below the header.
  package var text: String {
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
}
