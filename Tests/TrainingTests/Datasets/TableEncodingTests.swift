import Foundation
import TestSupport
import Testing
import Training

@Suite struct TableEncodingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let rows = (0..<20).map {
    "\(Double($0) / 4),\($0 % 3 == 0 ? "Köln" : "Bonn"),\($0 % 2 == 0 ? "a" : "b"),\(100 + $0)"
  }

  private func table(_ rows: [String], named name: String = "t.csv") throws -> String {
    try folder.file(name, (["size,city,kind,year"] + rows).joined(separator: "\n"))
  }

  /// All rows of the table, as examples and anew: by the encoding that was kept as JSON.
  @Test func `a row has the features that it had in the table`() throws {
    let (training, test) = try CSV.read(
      table(rows), .init(label: .name("kind")), testShare: 0.25, seed: 1)
    let kept = try JSONEncoder().encode(#require(training.encoding))
    let encoding = try JSONDecoder().decode(TableEncoding.self, from: kept)
    let again = try encoding.features(ofTable: table(rows))
    #expect(encoding.classes == ["a", "b"])
    #expect(again.count == 20 && test.encoding == encoding)
    for dataset in [training, test] {
      for example in 0..<dataset.count {
        #expect(again.contains(Array(dataset.example(example))))
      }
    }
    #expect(
      try encoding.features(of: ["city": "Köln", "year": "100", "size": "0.0"]) == again[0])
  }

  @Test func `what was not in the table is refused with the row and the column`() throws {
    let (training, _) = try CSV.read(
      table(rows), .init(label: .name("kind")), testShare: 0.25, seed: 1)
    let encoding = try #require(training.encoding)
    func message(_ row: String) throws -> String {
      let path = try table(["1,Bonn,a,1", row], named: "new.csv")
      let error = try #require(throws: DataError.self) { try encoding.features(ofTable: path) }
      return String(error.description.dropFirst(path.count))
    }
    #expect(
      try message("1,Ulm,a,3") == ", line 3: must be one of Bonn, Köln, but is \"Ulm\" in city")
    #expect(
      try message("big,Bonn,a,3") == ", line 3: must be a finite number, but is \"big\" in size")
    #expect(try message("1,Bonn,a,") == ", line 3: must be given, but is \"\" in year")
    #expect(throws: DataError.self) { try encoding.features(of: ["size": "1", "city": "Bonn"]) }
    let short = try folder.file("short.csv", "size,city\n1,Bonn\n")
    let error = try #require(throws: DataError.self) { try encoding.features(ofTable: short) }
    #expect(error.description.hasSuffix("line 1: the header has no column year"))
    let twice = try folder.file("twice.csv", "size,city,year,size\n1,Bonn,3,2\n")
    let other = try #require(throws: DataError.self) { try encoding.features(ofTable: twice) }
    #expect(other.description.hasSuffix("line 1: the header has two columns size"))
  }

  @Test func `without a header, columns are found by their places`() throws {
    let plain = rows.map { row in
      let cells = row.split(separator: ",")
      return [cells[0], cells[1], cells[3], cells[2]].joined(separator: ",")
    }
    func file(_ rows: [String], _ name: String) throws -> String {
      try folder.file(name, rows.joined(separator: "\n"))
    }
    let (training, _) = try CSV.read(file(plain, "plain.csv"), testShare: 0.25, seed: 1)
    let kept = try JSONEncoder().encode(#require(training.encoding))
    let encoding = try JSONDecoder().decode(TableEncoding.self, from: kept)
    let (named, _) = try CSV.read(
      table(rows), .init(label: .name("kind")), testShare: 0.25, seed: 1)
    let expected = try #require(named.encoding).features(ofTable: table(rows))
    #expect(try encoding.features(ofTable: file(plain, "plain.csv")) == expected)
    let unlabelled = plain.map { $0.split(separator: ",").prefix(3).joined(separator: ",") }
    #expect(try encoding.features(ofTable: file(unlabelled, "new.csv")) == expected)
    // Only the reader can know whether what lacks a cell lacks the label.
    let features = "rows; features are column 1, column 2, column 3, by their places; passed over: "
    #expect(
      try encoding.understood(file(plain, "plain.csv")).summary.hasSuffix(
        "plain.csv: 20 \(features)column 4"))
    #expect(
      try encoding.understood(file(unlabelled, "new.csv")).summary.hasSuffix(
        "new.csv: 20 \(features)nothing"))
    #expect(
      try #require(named.encoding).understood(table(rows)).summary.hasSuffix(
        "t.csv: 20 rows; features are size, city, year, by their names; passed over: kind"))
    let path = try file(["1,2", "3,4"], "short.csv")
    let error = try #require(throws: DataError.self) { try encoding.features(ofTable: path) }
    #expect(
      error.description.hasSuffix(
        "line 1: must be a row of 3 or 4 cells, as in the table that was learned from, but is a row of 2"
      ))
  }

  @Test func `where the mean stands for what is missing, it does in a new row, too`() throws {
    let (training, _) = try CSV.read(
      table(rows + ["NA,Bonn,a,3"]), .init(label: .name("kind"), missing: .mean), testShare: 0.25,
      seed: 1)
    let encoding = try #require(training.encoding)
    #expect(try encoding.features(of: ["size": "", "city": "Bonn", "year": "3"])[0] == 0)
  }

  @Test func `what comes from no table, or is as it was there, has none`() throws {
    let raw = try CSV.read(table(rows), .init(label: .name("kind")))
    #expect(raw.encoding == nil && raw.standardization == nil)
    let standardization = Standardization(of: raw, scope: .perFeature)
    let standardized = standardization.applied(to: raw)
    #expect(standardized.encoding?.standardization == standardization)
    #expect(standardized.selecting([1, 0]).encoding == standardized.encoding)
    let double = try folder.file("double.csv", "a,a,y\n1,2,u\n3,4,v\n1,3,u\n2,2,v\n")
    #expect(try CSV.read(double, testShare: 0.5, seed: 1).training.encoding == nil)
  }

  @Test(arguments: [
    (#""Bonn","#, ""), (#""Bonn""#, #""Köln""#), (#""deviation":["#, #""deviation":[0,"#),
    (#""mean":["#, #""mean":[1,"#), (#"["a","b"]"#, "[]"),
    (#""name":"size""#, #""name":"year""#),
  ])
  func `what was changed by hand is refused`(_ written: String, _ changed: String) throws {
    let (training, _) = try CSV.read(
      table(rows), .init(label: .name("kind")), testShare: 0.25, seed: 1)
    let json = String(decoding: try JSONEncoder().encode(training.encoding), as: UTF8.self)
    let other = json.replacing(written, with: changed, maxReplacements: 1)
    #expect(other != json)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(TableEncoding.self, from: Data(other.utf8))
    }
  }

  /// One number is changed, and the counts stay right.
  @Test(arguments: ["0", "-1"])
  func `a deviation that divides by nothing is refused`(_ changed: String) throws {
    let (training, _) = try CSV.read(
      table(rows), .init(label: .name("kind")), testShare: 0.25, seed: 1)
    let json = String(decoding: try JSONEncoder().encode(training.encoding), as: UTF8.self)
    for (number, isTaken) in [(changed, false), ("1", true)] {
      let other = json.replacing(/"deviation":\[[^,\]]*/, with: "\"deviation\":[\(number)")
      #expect(other != json)
      let read = try? JSONDecoder().decode(TableEncoding.self, from: Data(other.utf8))
      #expect((read != nil) == isTaken)
    }
  }

  /// A place is in every row that may be.
  @Test(arguments: ["\"index\":-1", "\"index\":3", "\"index\":4", "\"widths\":[2,3]"])
  func `a place outside the rows is refused`(_ changed: String) throws {
    let rows = (0..<20).map { "\($0),\($0 % 3),\(100 + $0),\($0 % 2 == 0 ? "a" : "b")" }
    let path = try folder.file("plain.csv", rows.joined(separator: "\n"))
    let encoding = try CSV.read(path, testShare: 0.25, seed: 1).training.encoding
    let json = String(decoding: try JSONEncoder().encode(encoding), as: UTF8.self)
    #expect(json.contains("\"index\":2") && json.contains("\"widths\":[3,4]"))
    let other = json.replacing(
      changed.contains("index") ? "\"index\":2" : "\"widths\":[3,4]", with: changed)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(TableEncoding.self, from: Data(other.utf8))
    }
  }

  @Test func `a row of what was standardized twice is, too`() throws {
    let (training, _) = try CSV.read(
      table(rows), .init(label: .name("kind")), testShare: 0.25, seed: 1)
    let few = training.selecting([0, 1, 2])
    let twice = Standardization(of: few, scope: .perFeature).applied(to: training)
    #expect(twice.features != training.features)
    let again = try #require(twice.encoding).features(ofTable: table(rows))
    for example in 0..<twice.count {
      let features = Array(twice.example(example))
      #expect(again.contains { zip($0, features).allSatisfy { abs($0 - $1) < 1e-4 } })
    }
    #expect(twice.appending(training).encoding == nil)
    #expect(training.appending(training).encoding == training.encoding)
  }

  @Test func `decimal commas stay decimal commas`() throws {
    let rows = (0..<8).map { "\($0),5;\($0 % 2 == 0 ? "a" : "b")" }
    let path = try folder.file("c.csv", (["x;y"] + rows).joined(separator: "\n"))
    let encoding = try #require(CSV.read(path, testShare: 0.25, seed: 1).training.encoding)
    #expect(try encoding.features(of: ["x": "2,5"])[0].isFinite)
    #expect(throws: DataError.self) { try encoding.features(of: ["x": "2.5"]) }
  }

  @Test func `labels can't be left out`() throws {
    let path = try table(rows)
    let error = try #require(throws: DataError.self) {
      try CSV.read(path, .init(label: .name("kind"), dropped: [.name("kind")]))
    }
    #expect(error.description.hasSuffix("the labels are in kind, which can't be left out"))
  }

  @Test func `of columns with one name, the advice gives the number`() throws {
    let path = try folder.file("d.csv", "a,a,y\n1,2024-01-01,u\n2,2024-01-02,v\n")
    let error = try #require(throws: DataError.self) { try CSV.read(path) }
    #expect(error.description.contains("--drop 2 leaves the column out"))
  }
}
