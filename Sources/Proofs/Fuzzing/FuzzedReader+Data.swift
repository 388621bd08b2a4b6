import Training

extension FuzzedReader {
  /// The readers of training data.
  static let data = [csv, images, labels, cifar10, text]

  private static let csv = FuzzedReader(
    "csv",
    samples: [
      "height,width,kind\n1,2.5,cat\n-3e-2,4,dog\n5,6,cat\n", "1,2,a\n3,4,b\n5,6,\"a\"\"b\"\r\n",
      "\u{FEFF}\"x, the \"\"first\"\"\",kind\r\n\" 1\",\"a\nb\"\r\n\r\n2,c",
    ].map { Array($0.utf8) }, refusals: [DataError.self]
  ) { bytes in
    try checkReading([
      CSV.Options(), .init(label: .number(1), missing: .mean),
      .init(label: .name("kind"), dropped: [.number(1)], missing: .drop), .init(header: false),
    ]) { options throws(DataError) in
      try CSV.read(FileBytes(path: "table.csv", bytes: bytes), options)
    }
  }

  private static let imageFile: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 51, 102, 255, 9, 8, 7, 6]

  private static let labelFile: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]

  private static let images = FuzzedReader(
    "idx-images", samples: [imageFile], refusals: [DataError.self]
  ) { bytes in
    try checkReading([nil, 2]) { classes throws(DataError) in
      try IDX.read(
        images: FileBytes(path: "images", bytes: bytes),
        labels: FileBytes(path: "labels", bytes: labelFile), classes: classes)
    }
  }

  private static let labels = FuzzedReader(
    "idx-labels", samples: [labelFile], refusals: [DataError.self]
  ) { bytes in
    try checkReading([nil, 2]) { classes throws(DataError) in
      try IDX.read(
        images: FileBytes(path: "images", bytes: imageFile),
        labels: FileBytes(path: "labels", bytes: bytes), classes: classes)
    }
  }

  private static let cifarImage: [UInt8] =
    [9] + (1..<CIFAR10.recordLength).map { UInt8(truncatingIfNeeded: $0) }

  private static let cifar10 = FuzzedReader(
    "cifar10",
    samples: [cifarImage, cifarImage + cifarImage], refusals: [DataError.self]
  ) { bytes in
    try check(CIFAR10.read([FileBytes(path: "batch.bin", bytes: bytes)]))
  }

  private static let text = FuzzedReader(
    "text", samples: ["to and fro; é, € and 😀\n", "plain", "\u{FEFF}mark"].map { Array($0.utf8) },
    refusals: [DataError.self]
  ) { bytes in
    let text = try CharacterText(FileBytes(path: "text.txt", bytes: bytes))
    let read = text.tokens.map { text.alphabet[Int($0)] }
    // The mark that some editors put before a text is no character of it.
    let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let expected = String(decoding: bytes.dropFirst(isMarked ? 3 : 0), as: UTF8.self)
    try promise(!read.isEmpty && read.elementsEqual(expected.unicodeScalars), "read")
  }

  /// Reads in several ways and checks each; it is refused where all refuse it.
  private static func checkReading<Way>(
    _ ways: [Way], _ read: (Way) throws(DataError) -> Dataset
  ) throws {
    var refusals: [DataError] = []
    for way in ways {
      do { try check(read(way)) } catch let error as DataError { refusals.append(error) }
    }
    if refusals.count == ways.count { throw refusals[0] }
  }

  private static func check(_ dataset: Dataset) throws {
    try promise(dataset.features.allSatisfy(\.isFinite), "a feature is not finite")
    try promise(
      dataset.labels.allSatisfy(dataset.classes.indices.contains), "a label is out of range")
    try promise(dataset.count > 0 && dataset.featureCount > 0, "there are no examples")
    let standardization = Standardization(of: dataset, scope: .perFeature)
    try promise(
      standardization.applied(to: dataset).features.allSatisfy(\.isFinite),
      "a standardized feature is not finite")
  }
}
