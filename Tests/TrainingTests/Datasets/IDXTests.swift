import Training
import TestSupport
import Testing

@Suite struct IDXTests {
  let folder: TemporaryFolder
  let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 102, 255]
  let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]

  init() throws { folder = try TemporaryFolder() }

  func read(_ images: [UInt8], _ labels: [UInt8], classes: Int? = nil) throws -> Dataset {
    try IDX.read(
      images: folder.file("images", images), labels: folder.file("labels", labels),
      classes: classes)
  }

  @Test func imagesAndLabels() throws {
    let dataset = try read(images, labels)
    #expect(dataset.shape == [1, 2])
    #expect(dataset.features == [0, 0.2, 0.4, 1])
    #expect(dataset.labels == [1, 0])
    #expect(dataset.classes == ["0", "1"])
    #expect(Array(dataset.example(1)) == [0.4, 1])
  }

  @Test(arguments: 1..<20) func truncatedImages(length: Int) {
    #expect(throws: DataError.self) { try read(Array(images.prefix(length)), labels) }
  }

  @Test(arguments: 1..<10) func truncatedLabels(length: Int) {
    #expect(throws: DataError.self) { try read(images, Array(labels.prefix(length))) }
  }

  @Test func aByteTooMany() throws {
    let error = try #require(throws: DataError.self) { try read(images + [0], labels) }
    #expect(error.problem == .wrongLength(found: 5, expected: "2 × 1 × 2 bytes after its header"))
  }

  @Test func emptyFile() throws {
    let error = try #require(throws: DataError.self) { try read([], labels) }
    #expect(error.problem == .empty)
    #expect(error.description == "\(folder.path)/images: the file is empty")
  }

  @Test func wrongMagic() throws {
    let error = try #require(throws: DataError.self) { try read([0, 0, 13, 3] + images, labels) }
    #expect(error.place == .byte(0))
    #expect(
      error.description.hasSuffix(
        "byte 0: must begin with 00 00 08 and the rank, 2 or more, but begins with 00 00 0d 03"))
  }

  @Test func compressedFile() throws {
    let error = try #require(throws: DataError.self) { try read([0x1f, 0x8b, 8, 0], labels) }
    #expect(error.description.hasSuffix("must be unpacked, but is compressed; use gunzip"))
  }

  /// The product of the sizes overflows; nothing may be allocated for it.
  @Test func hugeSizes() throws {
    var bytes = images
    for i in [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] { bytes[i] = 255 }
    #expect(throws: DataError.self) { try read(bytes, labels) }
  }

  @Test func sizeZero() throws {
    let error = try #require(throws: DataError.self) {
      try read([0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 2], labels)
    }
    #expect(error.place == .byte(4))
  }

  @Test func labelOutOfRange() throws {
    let bad: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 1, 7]
    let error = try #require(throws: DataError.self) { try read(images, bad, classes: 7) }
    #expect(error.place == .byte(9))
    #expect(error.description.hasSuffix("byte 9: the label must be in 0...6, but is 7"))
  }

  @Test func asManyLabelsAsImages() throws {
    let one: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 1, 1]
    let error = try #require(throws: DataError.self) { try read(images, one) }
    #expect(error.place == .byte(4))
    #expect(error.description.hasSuffix("must be the number of images, 2, but is 1"))
  }

  @Test func missingFile() throws {
    let error = try #require(throws: DataError.self) {
      try IDX.read(images: "\(folder.path)/none", labels: "")
    }
    #expect(error.description == "\(folder.path)/none: there is no such file")
  }

  @Test func folderInsteadOfFile() throws {
    let error = try #require(throws: DataError.self) {
      try IDX.read(images: folder.path, labels: "")
    }
    #expect(error.description == "\(folder.path): must be a regular file, but is a folder")
  }

  @Test func deviceInsteadOfFile() throws {
    let error = try #require(throws: DataError.self) {
      try IDX.read(images: "/dev/zero", labels: "")
    }
    #expect(error.description == "/dev/zero: must be a regular file, but is a special file")
  }
}
