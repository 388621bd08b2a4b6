/// The binary batches of CIFAR-10: for each image one byte of label, then 32 × 32 bytes of red, of
/// green and of blue.
///
/// - Source: <https://www.cs.toronto.edu/~kriz/cifar.html>, "Binary version".
public enum CIFAR10 {
  /// The bytes of one image and its label.
  package static let recordLength = 1 + 3 * 32 * 32

  /// The names of the classes, in the order of their labels.
  static let classes = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  /// Reads batches and puts them behind each other.
  ///
  /// - Parameter batches: the paths of one or more batches.
  /// - Returns: images of shape `[3, 32, 32]` with values in `0...1`.
  /// - Throws: `DataError` where a file is missing or damaged, or a label is over 9.
  public static func read(_ batches: [String]) throws(DataError) -> Dataset {
    var files: [FileBytes] = []
    for path in batches { files.append(try FileBytes(contentsOf: path)) }
    return try read(files)
  }

  /// Reads batches that are in memory.
  package static func read(_ batches: [FileBytes]) throws(DataError) -> Dataset {
    var features: [Float] = []
    var labels: [Int] = []
    for file in batches {
      guard file.count.isMultiple(of: recordLength) else {
        throw DataError(
          file.path,
          .wrongLength(found: file.count, expected: "a multiple of \(recordLength) bytes"))
      }
      for start in stride(from: 0, to: file.count, by: recordLength) {
        let label = Int(file.bytes[start])
        guard label < classes.count else {
          throw DataError(
            file.path, at: .byte(start), .labelOutOfRange(label: label, classes: classes.count))
        }
        labels.append(label)
        let pixels = file.bytes[(start + 1)..<(start + recordLength)]
        features.append(contentsOf: pixels.lazy.map { Float($0) / 255 })
      }
    }
    return Dataset(shape: [3, 32, 32], features: features, labels: labels, classes: classes)
  }
}
