extension Table {
  /// Reads a table that `csv` wrote.
  ///
  /// - Parameter path: the file.
  /// - Throws: `DataError` where there is no such file or it is no table.
  package init(readingFrom path: String) throws(DataError) {
    let table = try CSVTable(FileBytes(contentsOf: path))
    self.init(header: table.rows[0].cells)
    for row in table.rows.dropFirst() { append(row.cells) }
  }
}
