import Foundation
import Training
import TestSupport
import Testing

@Suite struct ReportTests {
  @Test func csvIsQuoted() {
    var table = Table(header: ["a", "b"])
    table.append(["1", "two, \"three\""])
    table.append(["", "four\nfive"])
    #expect(table.csv == "a,b\n1,\"two, \"\"three\"\"\"\n,\"four\nfive\"\n")
  }

  @Test func writtenTablesCanBeReadAgain() throws {
    let folder = try TemporaryFolder()
    var table = Table(header: ["x", "the, \"kind\""])
    table.append(["1.5", "a\nb"])
    table.append(["-2", "c,d"])
    let dataset = try CSV.read(folder.file("t.csv", table.csv))
    #expect(dataset.features == [1.5, -2])
    #expect(dataset.classes == ["a\nb", "c,d"])
  }

  @Test func textTableIsAligned() {
    var table = Table(header: ["policy", "error"])
    table.append(["none", "20.1"])
    table.append(["L2", "9.12"])
    #expect(table.text == "policy  error\n──────  ─────\nnone     20.1\nL2       9.12")
  }

  @Test(arguments: [
    (0.0, "0"), (1234.5, "1234"), (12.345, "12.3"), (0.012345, "0.0123"), (1.2345e-5, "1.23e-5"),
    (-3.14159, "-3.14"), (.infinity, "inf"), (-4.42e-4, "-0.000442"), (0.99996, "1.00"),
    (1e6, "1.00e6"),
  ])
  func significantDigits(value: Double, text: String) {
    #expect(value.text() == text)
  }

  @Test(arguments: [
    (0.0, "0"), (25.0, "25"), (1000.0, "1000"), (0.5, "0.5"), (0.012, "0.012"), (1e-5, "1e-5"),
    (1.25e-7, "1.25e-7"), (-Double.infinity, "-inf"),
  ])
  func chosenNumbers(value: Double, text: String) {
    #expect(value.shortText() == text)
  }

  @Test func numbersOfAPageHaveAMinusAndStayTogether() {
    var page = HTMLPage(title: "t")
    page.paragraph("-0.5 (interval -1 to ±-2, n = 3), asked: ≥ 2 %; 1e-5, 2026-11-28, by --full")
    page.preformatted("descent rates --from -1")
    #expect(
      page.body.contains(
        "−0.5 (interval −1 to ±−2, n\u{A0}=\u{A0}3), asked: ≥\u{A0}2\u{A0}%; "
          + "<span class=\"unbroken\">1e-5</span>, 2026-11-28, by "
          + "<span class=\"unbroken\">--full</span>"))
    #expect(page.body.contains("--from -1"))
  }

  @Test func filesAreWrittenWhole() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder("\(folder.path)/new/deep")
    try output.write("first", as: "report.html")
    try output.write("second", as: "report.html")
    let written = try String(
      contentsOfFile: "\(folder.path)/new/deep/report.html", encoding: .utf8)
    #expect(written == "second")
    let contents = try FileManager.default.contentsOfDirectory(atPath: output.path)
    #expect(contents == ["report.html"])
    output.discardIfUnused()
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/new/deep/report.html"))
  }

  @Test func aFailedWriteLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder("\(folder.path)/new")
    // A folder in the file's place can't be replaced by it.
    let obstacle = "\(folder.path)/new/report.html/inside"
    try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
    #expect(throws: OutputError.self) { try output.write("text", as: "report.html") }
    let contents = try FileManager.default.contentsOfDirectory(atPath: output.path)
    #expect(contents == ["report.html"])
  }

  @Test func `permissions and links stay, and what is read-only is not replaced`() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder("\(folder.path)/new")
    let (files, path) = (FileManager.default, "\(folder.path)/private.csv")
    func mode() throws -> Int? {
      try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    try files.createSymbolicLink(
      atPath: output.path(of: "epochs.csv"), withDestinationPath: folder.file("private.csv", "old"))
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    try output.write("new", as: "epochs.csv")
    #expect(try mode() == 0o600)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    try files.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    for attempt in [
      { try output.write("newer", as: "epochs.csv") }, { try output.remove("epochs.csv") },
    ] {
      let error = #expect(throws: OutputError.self) { try attempt() }
      #expect(
        error?.description
          == "\(output.path)/epochs.csv can't be replaced, for it is read-only; chmod u+w allows it"
      )
    }
    #expect(try String(contentsOfFile: output.path(of: "epochs.csv"), encoding: .utf8) == "new")
    #expect(try files.contentsOfDirectory(atPath: output.path) == ["epochs.csv"])
    #expect(try folder.contents == ["new", "private.csv"])
  }

  @Test func `a link that leads to nothing yet leads to the file afterwards`() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder("\(folder.path)/new")
    let links = ["epochs.csv": "second", "second": "../far.csv", "itself": "itself"]
    for (name, target) in links {
      try FileManager.default.createSymbolicLink(
        atPath: output.path(of: name), withDestinationPath: target)
    }
    for name in ["epochs.csv", "itself"] { try output.write(name, as: name) }
    #expect(try String(contentsOfFile: folder.file("far.csv"), encoding: .utf8) == "epochs.csv")
    #expect(try String(contentsOfFile: output.path(of: "itself"), encoding: .utf8) == "itself")
    let kept = try FileManager.default.destinationOfSymbolicLink(
      atPath: output.path(of: "epochs.csv"))
    #expect(kept == "second")
  }

  @Test func aFolderThatIsNone() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("file", "text")
    let error = try #require(throws: OutputError.self) { try OutputFolder(file) }
    #expect(error.description == "\(file) must be a folder that files can be written in")
    #expect(throws: OutputError.self) { try OutputFolder("\(file)/below") }
    #expect(try folder.contents == ["file"])
  }

  @Test func anUnusedFolderIsRemoved() throws {
    let folder = try TemporaryFolder()
    try OutputFolder("\(folder.path)/new").discardIfUnused()
    #expect(try folder.contents == [])
    // What was there before stays.
    try OutputFolder(folder.path).discardIfUnused()
    #expect(FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func pageStandsAlone() {
    var page = HTMLPage(title: "A <title>")
    page.heading("Curves & more")
    page.paragraph("x < y", style: "lead")
    var table = Table(header: ["a"])
    table.append(["<b>"])
    page.table(table, isKeyed: true)
    let text = page.text
    #expect(text.contains("<title>A &lt;title&gt;</title>"))
    #expect(text.contains("x &lt; y"))
    #expect(text.contains("&lt;b&gt;"))
    for remote in ["http:", "https:", "<script", "src=", "url(", "@import"] {
      #expect(!text.contains(remote))
    }
  }
}
