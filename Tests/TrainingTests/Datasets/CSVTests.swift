import Training
import TestSupport
import Testing

@Suite struct CSVTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func read(_ text: String, label: CSV.LabelColumn = .last) throws -> Dataset {
    try CSV.read(folder.file("table.csv", text), label: label)
  }

  func message(_ text: String, label: CSV.LabelColumn = .last) throws -> String {
    let error = try #require(throws: DataError.self) { try read(text, label: label) }
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

  @Test(arguments: [CSV.LabelColumn.number(1), .name("kind")])
  func labelColumn(_ column: CSV.LabelColumn) throws {
    let dataset = try read("kind,x,y\n7,1,2\n8,3,4\n", label: column)
    #expect(dataset.features == [1, 2, 3, 4])
    #expect(dataset.classes == ["7", "8"])
  }

  @Test func numericClassesAreSortedAsNumbers() throws {
    #expect(try read("0,10\n0,9\n0,-1\n").classes == ["-1", "9", "10"])
  }

  @Test func quotesCarriageReturnsMarksAndEmptyLines() throws {
    let dataset = try read("\u{FEFF}\"x, the \"\"first\"\"\",kind\r\n\" 1\",\"a\nb\"\r\n\r\n2,c")
    #expect(dataset.features == [1, 2])
    #expect(dataset.classes == ["a\nb", "c"])
  }

  @Test func damagedTables() throws {
    #expect(try message("") == ": the file is empty")
    #expect(try message("\n\n") == ": the file is empty")
    #expect(try message("1,2,a\n3,b\n") == ", line 2: must be a row of 3 cells, but is a row of 2")
    #expect(
      try message("1,a\n\"2\n,b") == ", line 2: must be a quoted cell that ends with a quote, "
        + "but is never closed")
    #expect(
      try message("1,a\n\"2\"3,b")
        == ", line 2: must be a cell that ends with a comma or the line, but is followed by 3")
    #expect(
      try message("x,kind\n1,a\n1.5.2,b\n")
        == ", line 3, column 1: must be a finite number, but is \"1.5.2\"")
    #expect(
      try message("1,a\nnan,b\n") == ", line 2, column 1: must be a finite number, but is \"nan\"")
    #expect(try message("a\nb\n").hasSuffix("beside the label, but is a single column"))
    #expect(try message("x,kind\n").hasSuffix("at least one row below, but is the only row"))
    #expect(
      try message("x,kind\n1,a\n", label: .name("sort"))
        == ", line 1: must be a label column among x, kind, but is \"sort\"")
    #expect(
      try message("x,kind\n1,a\n", label: .number(3))
        == ", line 1: must be a label column in 1...2, but is 3")
  }

  @Test func decimalCommaIsNoNumber() throws {
    #expect(try message("x;y\n1,5\n").contains("row of 1 cells"))
  }
}
