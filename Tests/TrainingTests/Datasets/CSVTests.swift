@testable import Training
import TestSupport
import Testing

@Suite struct CSVTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func read(_ text: String, _ options: CSV.Options = .init()) throws -> Dataset {
    try CSV.read(folder.file("table.csv", text), options)
  }

  func message(_ text: String, _ options: CSV.Options = .init()) throws -> String {
    let error = try #require(throws: DataError.self) { try read(text, options) }
    return String(error.description.dropFirst("\(folder.path)/table.csv".count))
  }

  @Test func withHeader() throws {
    let dataset = try read("height,width,kind\n1,2.5,cat\n-3e-2,4,dog\n5,6,cat\n")
    #expect(dataset.shape == [2])
    #expect(dataset.features == [1, 2.5, -3e-2, 4, 5, 6])
    #expect(dataset.classes == ["cat", "dog"])
    #expect(dataset.labels == [0, 1, 0])
  }

  @Test func withoutHeader() throws {
    let dataset = try read("1,2,a\n3,4,b\n")
    #expect(dataset.count == 2)
  }

  @Test(arguments: [CSV.Column.number(1), .name("kind")])
  func labelColumn(_ column: CSV.Column) throws {
    let dataset = try read("kind,x,y\n7,1,2\n8,3,4\n", .init(label: column))
    #expect(dataset.features == [1, 2, 3, 4])
    #expect(dataset.classes == ["7", "8"])
  }

  @Test func numericClassesAreSortedAsNumbers() throws {
    #expect(try read("0,10\n0,9\n0,-1\n").classes == ["-1", "9", "10"])
    // What is one number has an order still, the same in every run.
    #expect(
      try read("0,1.00\n0,01\n0,1\n0,1e0\n0,001\n0,2\n0,1.0\n").classes
        == ["001", "01", "1", "1.0", "1.00", "1e0", "2"])
  }

  @Test func quotesCarriageReturnsMarksAndEmptyLines() throws {
    let dataset = try read("\u{FEFF}\"x, the \"\"first\"\"\",kind\r\n\" 1\",\"a\nb\"\r\n\r\n2,c")
    #expect(dataset.features == [1, 2])
    #expect(dataset.classes == ["a\nb", "c"])
  }

  @Test func `a number too large is no word`() throws {
    #expect(
      try message("x,y,kind\n1,1e39,a\n2,-2e400,b\n", .init(header: true))
        == ", line 2, column 2: must be at most 3.4e38 in magnitude, but is \"1e39\"; "
        + "--drop y leaves the column out")
  }

  @Test func damagedTables() throws {
    #expect(try message("") == ": the file is empty")
    #expect(try message("\n\n") == ": the file is empty")
    #expect(try message("1,2,a\n3,b\n") == ", line 2: must be a row of 3 cells, but is a row of 2")
    #expect(
      try message("1,a\n\"2\n,b") == ", line 2: a cell that begins with a quote must end with one")
    #expect(
      try message("1,a\n\"2\"3,b")
        == ", line 2: behind the quote that ends a cell must stand a comma or the end of the line, but "
        + "there is 3")
    #expect(
      try message("x,kind\n1,a\n1.5.2,b\n")
        == ", line 3, column 1: must be a finite number, but is \"1.5.2\"; "
        + "--drop x leaves the column out")
    // Lines are those that an editor counts, within quotes, too.
    #expect(
      try message("x,kind\n1,\"a\n\nb\"\n1.5.2,c\n").hasPrefix(", line 5, column 1: must be"))
    #expect(
      try message("a\nb\n").hasSuffix(
        "there is one column, but a feature is needed beside the label"))
    #expect(try message("x,kind\n").hasSuffix("there must be a row below the header"))
    #expect(
      try message("x,kind\n1,a\n", .init(label: .name("sort")))
        == ", line 1: there is no label column \"sort\"; there are x, kind")
    #expect(
      try message("x,kind\n1,a\n", .init(dropped: [.name("knid")]))
        == ", line 1: there is no column \"knid\"; did you mean kind?")
    #expect(
      try message("x,kind\n1,a\n", .init(label: .number(3)))
        == ", line 1: must be a label column in 1...2, but is 3")
  }
}

/// What is found out of a table that does not say it.
@Suite struct CSVUnderstandingTests {
  let tests: CSVTests

  init() throws { tests = try CSVTests() }

  @Test(arguments: [
    "x;y;kind\n1,5;2;a\n3;4,25;b\n", "x\ty\tkind\n1.5\t2\ta\n3\t4.25\tb\n",
    "  x   y kind\n1.5 2  a\n 3 4.25 b \n", "x, y ,kind\n1.5 ,2, a\n 3,4.25,\"b\" \n",
  ])
  func `separators, decimal commas and blanks around cells`(_ text: String) throws {
    let dataset = try tests.read(text)
    #expect(dataset.features == [1.5, 2, 3, 4.25])
    #expect(dataset.classes == ["a", "b"])
  }

  @Test func `the problems of all columns are told at once`() throws {
    let text = "born,age,first name,kind\n2001-02-03,5,1,a\n2002-02-03,,x,b\n2003-02-03,7,2,a\n"
    #expect(
      try tests.message(text)
        == ": 3 columns are unsuitable: born (line 2) must be a number (for a date, say, the days "
        + "since another), but is \"2001-02-03\"; age (line 3) must be given, but is \"\" (--missing "
        + "mean puts the column's mean there, --missing drop leaves the row out); first name (line 3) "
        + "must be a finite number, but is \"x\"; --drop born,age,3 leaves them out")
    let one = try tests.message(text, .init(dropped: [.name("born"), .number(3)]))
    #expect(one.contains("line 3, column 2"))
  }

  @Test func `a column that counts the rows is said`() throws {
    func understanding(_ rows: [String]) throws -> [String] {
      let text = (["id,x,kind"] + rows).joined(separator: "\n")
      let path = try tests.folder.file("table.csv", text)
      return try CSVExamples(FileBytes(contentsOf: path), .init()).understanding
    }
    let sentence = "another whole number in each row, as an index has: --drop id leaves it out"
    let counted = (0..<20).map { "\(7 * $0),\($0 % 3),\($0 % 2)" }
    #expect(try understanding(counted).contains(sentence))
    #expect(try !understanding(Array(counted.dropLast())).contains(sentence))
    #expect(try !understanding(counted.dropLast() + ["0,1,1"]).contains(sentence))
    #expect(try !understanding((0..<20).map { "\($0).5,\($0 % 3),\($0 % 2)" }).contains(sentence))
  }

  @Test func `numbers are decimal, and nothing else`() throws {
    for cell in ["0x10", "1_000", "1e39", "infinity", "1,5"] {
      #expect(
        try tests.message("x,kind\n1,a\n\"\(cell)\",b\n").contains("must be a finite number"),
        "\(cell)")
    }
    #expect(try tests.read("x,kind\n+1.5e1,a\n.5,b\n").features == [15, 0.5])
  }

  @Test func `a header of numbers, and a row that may be either`() throws {
    let pandas = "0,1,2,3\n5.5,6,7,a\n8,9,10,b\n"
    #expect(try tests.read(pandas).count == 2)
    #expect(try tests.read(pandas, .init(label: .number(0))).classes == ["5.5", "8"])
    #expect(try tests.read("0,1,2\n3,4,5\n", .init(header: false)).count == 2)
    #expect(try tests.read("2,1,kind\nred,wet,a\nblue,dry,b\nred,dry,a\n").count == 3)
    let damaged = "5.1x,3.5,a\n4.9,3,a\n4.7,3.2,b\n"
    #expect(try tests.message(damaged).contains("; --header yes or no says what the row is"))
    #expect(try tests.read(damaged, .init(header: true)).count == 2)
    #expect(try tests.message(damaged, .init(header: false)).contains("line 1, column 1"))
  }

  @Test func `words become a feature each, and the numbers of rows are left out`() throws {
    let dataset = try tests.read(
      "\"\",color,size,kind\n1,red,3,a\n2,blue,4,b\n3,red,5,a\n")
    #expect(dataset.features == [0, 1, 3, 1, 0, 4, 0, 1, 5])
    #expect(
      try tests.read("x,y,kind\n1,2,a\n3,4,b\n", .init(dropped: [.name("x")])).features == [2, 4])
  }

  @Test func `a name in the header is meant before a place`() throws {
    let dataset = try tests.read(
      "x,1,kind\n7,5,a\n8,6,b\n", .init(header: true, dropped: [.number(1)]))
    #expect(dataset.features == [7, 8])
  }

  @Test func `what is missing is refused, replaced or left out`() throws {
    let table = "x,y,kind\n1,2,a\nNA,4,b\n3,,a\n"
    #expect(
      try tests.message("x,y,kind\n1,2,a\nNA,4,b\n")
        .hasPrefix(", line 3, column 1: must be given, but is \"NA\"; --missing mean puts"))
    #expect(
      try tests.message(table)
        .contains(": x (line 3) must be given, but is \"NA\" (--missing mean puts"))
    #expect(try tests.read(table, .init(missing: .mean)).features == [1, 2, 2, 4, 3, 3])
    #expect(try tests.read(table, .init(missing: .drop)).features == [1, 2])
    #expect(
      try tests.message("x,kind\n1,a\n2,\n", .init(missing: .mean))
        .hasPrefix(", line 3, column 2: must be given"))
  }

  @Test func `dates, names of rows and other encodings are refused`() throws {
    #expect(
      try tests.message("day,kind\n2024-01-02,a\n2024-01-03,b\n")
        .contains("--drop day leaves the column out"))
    let rows = (0..<30).map { "name\($0),\($0),\($0 % 2)" }.joined(separator: "\n")
    #expect(
      try tests.message("who,x,kind\n" + rows).contains("30 different words in who are too many"))
    let bytes = Array("x,kind\n1,".utf8) + [0xE9, 0x0A] + Array("2,b\n".utf8)
    let path = try tests.folder.file("latin.csv", bytes)
    let error = try #require(throws: DataError.self) { try CSV.read(path) }
    #expect(error.description.contains("line 2, column 2: must be text in UTF-8"))
  }

  @Test(arguments: ["$3", "40%", "40 %", "1 000", "€ -1.5", "12,50", "1.234,5", "1,234,567.8"])
  func `numbers with signs are no words`(_ cell: String) throws {
    let rows = (0..<8).map { "\"\($0 % 4 == 0 ? cell : "$\($0 % 4)")\",\($0 % 2)" }
    #expect(
      try tests.message((["x,kind"] + rows).joined(separator: "\n"))
        == ", line 2, column 1: must be a number without signs of currency, percent and thousands, "
        + "but is \"\(cell)\"; --drop x leaves the column out")
    let words = rows.dropLast() + ["low,1"]
    #expect(try tests.read((["x,kind"] + words).joined(separator: "\n")).count == 8)
  }

  @Test func `a name that two columns have is no name`() throws {
    let text = "x,x,kind\n1,2,a\n3,4,b\n"
    for options in [CSV.Options(label: .name("x")), .init(dropped: [.name("x")])] {
      let message = try tests.message(text, options)
      #expect(message.contains(": 2 columns are called \"x\"; give the number of a "), "\(message)")
    }
    #expect(try tests.read(text, .init(dropped: [.number(1)])).features == [2, 4])
  }

  @Test func `labels that are no classes are refused`() throws {
    let targets = (0..<30).map { "\($0),\(Double($0) * 1.5)" }.joined(separator: "\n")
    #expect(try tests.message("x,y\n" + targets).contains("are to be estimated"))
    let names = (0..<30).map { "\($0),n\($0)" }.joined(separator: "\n")
    #expect(try tests.message("x,y\n" + names).contains("too many to be classes"))
    let classes = (0..<30).map { "\($0),\($0 % 10)" }.joined(separator: "\n")
    #expect(try tests.read("x,y\n" + classes).classes.count == 10)
    // Ten different ones are few, however few the rows are; of more, half must come again, and as numbers
    // with fractions three quarters.
    for (count, rows, isRefused) in [(10, 15, false), (11, 22, false), (11, 21, true)] {
      func refusal(_ label: (Int) -> String) -> String? {
        let lines = (0..<rows).map { "\($0),\(label($0 % count))" }.joined(separator: "\n")
        do {
          _ = try tests.read("x,y\n" + lines)
          return nil
        } catch { return "\(error)" }
      }
      #expect(
        (refusal { "n\($0)" }?.contains("too many to be classes") == true) == isRefused,
        "\(count) in \(rows)")
      #expect((refusal { "\($0).5" }?.contains("are to be estimated") == true) == (count > 10))
    }
  }

  @Test func `what says nothing is refused`() throws {
    let tests = try CSVTests()
    #expect(
      try tests.message("x,kind\n1,a\n2,a\n")
        == ": every row has the label \"a\" in kind, but there must be two classes; name another --label"
    )
    var options = CSV.Options()
    options.missing = .mean
    #expect(
      try tests.message("x,z,kind\n1,,a\n2,NA,b\n", options)
        == ": no row has a value in z; --drop z leaves the column out")
  }
}
