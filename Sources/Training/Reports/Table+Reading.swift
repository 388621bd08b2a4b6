extension Table {
  /// Reads a table that `csv` wrote.
  ///
  /// - Parameter path: the file.
  /// - Throws: `DataError` where there is no such file or it is no table.
  package init(readingFrom path: String) throws(DataError) {
    try self.init(FileBytes(contentsOf: path))
  }

  /// Reads a text that `csv` made.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - path: where it is from, for messages.
  /// - Throws: `DataError` where it is no table.
  package init(reading text: String, from path: String) throws(DataError) {
    try self.init(FileBytes(path: path, bytes: Array(text.utf8)))
  }

  private init(_ file: FileBytes) throws(DataError) {
    let table = try CSVTable(file)
    self.init(header: table.rows[0].cells)
    for row in table.rows.dropFirst() { append(row.cells) }
  }
}
