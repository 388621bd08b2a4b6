/// The IDX format of MNIST and its relatives: an array of bytes with its shape in front.
///
/// ```text
/// 00 00 08 rank      magic: 08 says unsigned bytes
/// size × rank        big-endian 32-bit numbers
/// bytes              row-major
/// ```
///
/// - Source: <http://yann.lecun.com/exdb/mnist/>, "The IDX file format".
public enum IDX {
  /// Reads images and their labels.
  ///
  /// - Parameters:
  ///   - images: the path of a file of rank 2 or more, whose first axis counts the examples.
  ///   - labels: the path of a file of rank 1 with as many labels.
  ///   - classes: the number of classes; left out, the largest label and one.
  /// - Returns: the images with values in `0...1`.
  /// - Throws: `DataError` where a file is missing, damaged, or does not fit the other.
  public static func read(
    images: String, labels: String, classes: Int? = nil
  ) throws(DataError) -> Dataset {
    try read(
      images: FileBytes(contentsOf: images), labels: FileBytes(contentsOf: labels),
      classes: classes)
  }

  /// Reads images and labels that are in memory.
  package static func read(
    images: FileBytes, labels: FileBytes, classes: Int? = nil
  ) throws(DataError) -> Dataset {
    let pixels = try read(images, rank: 2...)
    let marks = try read(labels, rank: 1...1)
    guard marks.sizes[0] == pixels.sizes[0] else {
      throw DataError(
        labels.path, at: .byte(4),
        .malformed(
          found: "\(marks.sizes[0])", expected: "the number of images, \(pixels.sizes[0])"))
    }
    let known = classes ?? (marks.body.max().map(Int.init) ?? 0) + 1
    if let stray = marks.body.firstIndex(where: { $0 >= known }) {
      throw DataError(
        labels.path, at: .byte(stray),
        .labelOutOfRange(label: Int(marks.body[stray]), classes: known))
    }
    return Dataset(
      shape: Array(pixels.sizes.dropFirst()), features: pixels.body.map { Float($0) / 255 },
      labels: marks.body.map(Int.init), classes: (0..<known).map(String.init))
  }

  /// Checks a file's header against its length.
  ///
  /// - Returns: the extent of each axis, each in `1...`, and the bytes behind the header.
  static func read(
    _ file: FileBytes, rank allowed: some RangeExpression<Int>
  ) throws(DataError) -> (sizes: [Int], body: ArraySlice<UInt8>) {
    try file.requireUnpacked()
    guard file.count >= 4, file.bytes.starts(with: [0, 0, 8]),
      allowed.contains(Int(file.bytes[3])), file.bytes[3] > 0
    else {
      let ranks = allowed.contains(2) ? "rank, 2 or more" : "01"
      throw DataError(
        file.path, at: .byte(0),
        .wrongMagic(found: file.beginning, expected: "00 00 08 and the \(ranks)"))
    }
    let rank = Int(file.bytes[3])
    let start = 4 + 4 * rank
    guard file.count >= start else {
      throw DataError(
        file.path, .wrongLength(found: file.count, expected: "a header of \(start) bytes"))
    }
    let sizes = (0..<rank).map { file.bigEndian(at: 4 + 4 * $0) }
    if let axis = sizes.firstIndex(of: 0) {
      throw DataError(
        file.path, at: .byte(4 + 4 * axis), .malformed(found: "0", expected: "a size in 1..."))
    }
    guard product(of: sizes) == file.count - start else {
      let shape = sizes.map(String.init).joined(separator: " × ")
      throw DataError(
        file.path,
        .wrongLength(found: file.count - start, expected: "\(shape) bytes after its header"))
    }
    return (sizes, file.bytes[start...])
  }

  /// The product, or nil where no file could be that large.
  private static func product(of sizes: [Int]) -> Int? {
    var product = 1
    for size in sizes {
      let (partial, overflow) = product.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      product = partial
    }
    return product
  }
}
