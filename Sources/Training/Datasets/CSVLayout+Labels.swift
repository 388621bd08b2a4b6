extension CSVLayout {
  /// Refuses labels that are no classes.
  func checkLabels(_ labels: [String], _ classes: [String]) throws(DataError) {
    let numbers = classes.compactMap { CSVCell.number($0, point: point) }
    let areNumbers = numbers.count == classes.count
    let haveFractions = numbers.contains { $0 != $0.rounded() }
    let (rows, count) = (labels.count, classes.count)
    if areNumbers, count > 10, haveFractions ? 4 * count > rows : count > 20 && 10 * count > rows {
      throw DataError(
        path,
        .unreadable(
          "the \(count) different numbers in \(name(label)) are to be estimated, but only classes are "
            + "learned here; name another --label, or put the numbers into classes"))
    }
    if count == 1, rows > 1 {
      throw DataError(
        path,
        .unreadable(
          "every row has the label \"\(classes[0])\" in \(name(label)), but there must be two classes; "
            + "name another --label"))
    }
    if count > 1_000 || count > 10 && 2 * count > rows {
      throw DataError(
        path,
        .unreadable(
          "\(count) different labels in \(rows) rows of \(name(label)) are too many to be classes; name "
            + "another --label"))
    }
  }
}
