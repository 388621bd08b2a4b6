/// The rows of a table as examples, before their numbers are standardized and lose digits.
struct CSVExamples {
  /// What the features stand for.
  let columns: [TableEncoding.Column]

  /// The features of all rows, row-major; NaN where one is missing and its mean will do.
  let features: [Double]

  /// The number of features of a row.
  let width: Int

  /// The class of each row.
  let labels: [Int]

  /// The names of the classes, sorted.
  let classes: [String]

  /// How the table was understood, beside its numbers: separator, header, columns.
  let understanding: [String]

  /// Reads a table that is in memory.
  init(_ file: FileBytes, _ options: CSV.Options) throws(DataError) {
    let layout = try CSVLayout(file, options)
    var rows = layout.rows[...]
    let whole = rows.filter { row in
      !layout.kept.contains { CSVCell.isMissing(row.cells[$0]) }
    }
    let lost = rows.count - whole.count
    if options.missing == .drop { rows = whole[...] }
    guard !rows.isEmpty else {
      throw DataError(
        file.path,
        .unreadable(
          "something is missing in every row; --drop leaves columns out, --missing mean puts means there"
        ))
    }
    let names = rows.map { $0.cells[layout.label] }
    if let row = rows.first(where: { CSVCell.isMissing($0.cells[layout.label]) }) {
      throw layout.missing(row, layout.label, "--missing drop leaves such rows out")
    }
    classes = Self.sorted(Set(names))
    try layout.checkLabels(names, classes)
    var numbers: [[Double]] = []
    var columns: [TableEncoding.Column] = []
    var words: [String] = []
    var problems: [(column: Int, error: DataError)] = []
    for column in layout.kept where column != layout.label {
      do {
        let read = try layout.features(column, rows, takesMean: options.missing == .mean)
        numbers += read.features
        columns.append(read.column)
        if !read.column.words.isEmpty {
          words.append("\(layout.name(column)) (\(read.column.words.count))")
        }
      } catch { problems.append((column, error)) }
    }
    if let first = problems.first {
      throw problems.count == 1 ? first.error : layout.unsuitable(problems)
    }
    self.columns = columns
    width = numbers.count
    features = rows.indices.flatMap { row in numbers.map { $0[row - rows.startIndex] } }
    let places = Dictionary(uniqueKeysWithValues: zip(classes, 0...))
    labels = names.compactMap { places[$0] }
    var notes = [
      "\(layout.separator.name)-separated \(layout.hasHeader ? "with" : "without") a header"
    ]
    notes.append("labels in \(layout.name(layout.label))")
    if layout.point == "," { notes.append("decimal commas") }
    if !layout.dropped.isEmpty {
      notes.append("left out: " + layout.dropped.map(layout.name).joined(separator: ", "))
    }
    if !words.isEmpty { notes.append("words as features: " + words.joined(separator: ", ")) }
    let counting = layout.kept.filter { $0 != layout.label && layout.countsRows($0, rows) }
    if !counting.isEmpty, counting.count < layout.kept.count - 1 {
      let names = counting.map { layout.argument($0) }.joined(separator: ",")
      notes.append(
        "another whole number in each row, as an index has: --drop \(names) leaves it out")
    }
    if lost > 0 {
      notes.append(
        options.missing == .drop
          ? "\(lost) incomplete rows left out" : "means in \(lost) incomplete rows")
    }
    understanding = notes
  }

  /// Some of the rows, with features that may be standardized.
  func dataset(
    _ features: [Float], rows: some Sequence<Int>, _ standardization: Standardization? = nil
  ) -> Dataset {
    var dataset = Dataset(
      shape: [width], features: features, labels: rows.map { labels[$0] }, classes: classes)
    dataset.standardization = standardization
    dataset.columns = columns
    return dataset
  }

  private static func sorted(_ names: Set<String>) -> [String] {
    let numbered = names.compactMap { name in CSVCell.number(name).map { (name, $0) } }
    guard numbered.count == names.count else { return names.sorted() }
    return numbered.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
  }
}

extension CSVExamples {
  /// Two parts, standardized by the first before the numbers become `Float`; what is missing is the
  /// mean.
  func split(testShare: Double, seed: UInt64) -> (training: Dataset, test: Dataset) {
    let places = Dataset.places(labels.count, testShare: testShare, seed: seed)
    func numbers(_ rows: [Int]) -> [Double] {
      rows.flatMap { features[($0 * width)..<(($0 + 1) * width)] }
    }
    let training = numbers(places.training)
    let standardization = Standardization(of: training, width: width, scope: .perFeature)
    func part(_ numbers: [Double], _ rows: [Int]) -> Dataset {
      let features = numbers.indices.map { i in
        numbers[i].isNaN ? 0 : standardization.applied(to: numbers[i], column: i % width)
      }
      return dataset(features, rows: rows, standardization)
    }
    return (part(training, places.training), part(numbers(places.test), places.test))
  }
}
