/// What a cell of a table can hold.
enum CSVCell {
  /// The number in decimal notation that a cell holds, whatever the language settings.
  ///
  /// - Parameters:
  ///   - cell: the text.
  ///   - point: what stands before the decimals.
  /// - Returns: the number; nil for any other text, and beyond what a `Float` can hold.
  static func number(_ cell: String, point: Character = ".") -> Double? {
    let number = decimal(cell, point: point)
    return number.flatMap { $0.magnitude <= Double(Float.greatestFiniteMagnitude) ? $0 : nil }
  }

  /// The same of any size; infinite beyond what a `Double` can hold.
  static func decimal(_ cell: String, point: Character = ".") -> Double? {
    // What else `Double` reads is no decimal notation: `0x10`, `inf`, `nan`.
    let isDecimal = cell.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || byte == point.asciiValue
        || [0x2B, 0x2D, 0x45, 0x65].contains(byte)
    }
    return isDecimal ? Double(point == "." ? cell : cell.replacing(",", with: ".")) : nil
  }

  /// Whether a cell says that there is nothing.
  static func isMissing(_ cell: String) -> Bool {
    ["", "?", "na", "n/a", "nan", "null"].contains(cell.lowercased())
  }

  /// Whether a cell is a number to a reader alone: `$3`, `40 %`, `1,234.5`.
  static func isDecorated(_ cell: String) -> Bool {
    cell.wholeMatch(
      of: #/[$€£¥]? ?[-+]?(\d{1,3}([,.' ]\d{3})+|\d+)([.,]\d+)? ?[%$€£¥]?/#) != nil
  }

  /// Whether a cell holds a date, perhaps with a time.
  static func isDate(_ cell: String) -> Bool {
    cell.wholeMatch(of: #/\d{1,4}([-\/.])\d{1,2}\1\d{1,4}([T ].*)?/#) != nil
  }
}
