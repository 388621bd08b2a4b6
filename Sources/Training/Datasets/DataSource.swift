import Foundation
import Kernels

/// Where training data come from, as people write it: `images`, `text`, `csv:table.csv`.
public enum DataSource: Sendable, Hashable, CustomStringConvertible {
  /// The Fashion-MNIST that ships with the package.
  case images
  /// The novel that ships with the package.
  case novel
  /// Files of images and labels for training, and where given two more for testing.
  case idx([String])
  /// Binary batches, or a folder with `data_batch_1.bin` … and `test_batch.bin`.
  case cifar10([String])
  /// A table.
  case csv(String)
  /// A file of plain text.
  case text(String)

  /// The forms that are understood, for messages.
  public static let forms =
    "images, text, idx:IMAGES,LABELS, cifar10:FOLDER, csv:FILE or text:FILE"

  /// Reads a form, or gives nil where it is none.
  ///
  /// - Parameter text: what the user typed.
  public init?(_ text: String) {
    let halves = text.split(separator: ":", maxSplits: 1).map(String.init)
    let paths = halves.count > 1 ? halves[1].split(separator: ",").map(String.init) : []
    switch (halves.first, paths.count) {
    case ("images", 0): self = .images
    case ("text", 0): self = .novel
    case ("idx", 2), ("idx", 4): self = .idx(paths)
    case ("cifar10", 1...): self = .cifar10(paths)
    case ("csv", 1...): self = .csv(halves[1])
    case ("text", 1...): self = .text(halves[1])
    default: return nil
    }
  }

  /// The form that says the same.
  public var description: String {
    switch self {
    case .images: "images"
    case .novel: "text"
    case .idx(let paths): "idx:\(paths.joined(separator: ","))"
    case .cifar10(let paths): "cifar10:\(paths.joined(separator: ","))"
    case .csv(let path): "csv:\(path)"
    case .text(let path): "text:\(path)"
    }
  }
}

/// Data in two parts, ready for a network.
public enum TrainingData: Sendable {
  /// Examples to classify.
  case examples(training: Dataset, test: Dataset)
  /// A text whose next character is to be predicted: the first part for training, the rest for
  /// testing.
  case text(CharacterText, trainingShare: Double)
}

extension DataSource {
  /// Reads the data; examples are standardized by the training part.
  ///
  /// - Parameters:
  ///   - table: how a table is read.
  ///   - testShare: the share to hold back for testing where no test data are given, in `0..<1`.
  ///   - seed: decides which examples are held back.
  /// - Returns: the data in two parts, neither empty.
  /// - Throws: `DataError` where a file is missing or damaged, or there is too little in it.
  public func load(
    table: CSV.Options = .init(), testShare: Double, seed: UInt64
  ) throws(DataError) -> TrainingData {
    try understood(table: table, testShare: testShare, seed: seed).data
  }

  /// Reads the data, and says how they were understood, in one line.
  package func understood(
    table: CSV.Options, testShare: Double, seed: UInt64
  ) throws(DataError) -> (data: TrainingData, summary: String) {
    guard case .csv(let path) = self else {
      let data = try loaded(testShare, seed)
      return (data, data.summary)
    }
    let examples = try CSVExamples(FileBytes(contentsOf: path), table)
    let (training, test) = examples.split(testShare: testShare, seed: seed)
    try Self.check(training, test, path)
    let data = TrainingData.examples(training: training, test: test)
    return (data, ([data.summary] + examples.understanding).joined(separator: "; "))
  }

  private func loaded(_ testShare: Double, _ seed: UInt64) throws(DataError) -> TrainingData {
    switch self {
    case .images:
      let (training, test) = try BuiltInData.fashion()
      return Self.standardized(training, test, scope: .shared)
    case .novel:
      return .text(try BuiltInData.novel(), trainingShare: 1 - testShare)
    case .text(let path):
      let text = try CharacterText(contentsOf: path)
      let needed = CharacterText.smallestCount
      guard text.tokens.count >= needed else {
        throw DataError(
          path,
          .malformed(
            found: "of \(text.tokens.count)", expected: "a text of at least \(needed) characters"))
      }
      return .text(text, trainingShare: 1 - testShare)
    case .csv(let path):
      return try Self.split(CSV.read(path), path, testShare, seed, scope: .perFeature)
    case .idx(let paths):
      return try loadIDX(paths, testShare, seed)
    case .cifar10(let paths):
      return try loadCIFAR(paths, testShare, seed)
    }
  }

  private func loadIDX(
    _ paths: [String], _ testShare: Double, _ seed: UInt64
  ) throws(DataError) -> TrainingData {
    let training = try IDX.read(images: paths[0], labels: paths[1])
    guard paths.count == 4 else {
      return try Self.split(training, paths[0], testShare, seed, scope: .shared)
    }
    let test = try IDX.read(
      images: paths[2], labels: paths[3], classes: training.classes.count)
    guard test.shape == training.shape else {
      throw DataError(
        paths[2],
        .malformed(
          found: "\(test.shape)", expected: "of the training images' shape \(training.shape)"))
    }
    return Self.standardized(training, test, scope: .shared)
  }

  private func loadCIFAR(
    _ paths: [String], _ testShare: Double, _ seed: UInt64
  ) throws(DataError) -> TrainingData {
    let test = filePath(of: "test_batch.bin", in: paths[0])
    guard paths.count == 1, FileManager.default.fileExists(atPath: test) else {
      return try Self.split(try CIFAR10.read(paths), paths[0], testShare, seed, scope: .shared)
    }
    let batches = (1...5).map { filePath(of: "data_batch_\($0).bin", in: paths[0]) }
    return Self.standardized(
      try CIFAR10.read(batches), try CIFAR10.read([test]), scope: .shared)
  }

  private static func split(
    _ all: Dataset, _ path: String, _ testShare: Double, _ seed: UInt64,
    scope: Standardization.Scope
  ) throws(DataError) -> TrainingData {
    let (training, test) = all.split(testShare: testShare, seed: seed)
    try check(training, test, path)
    return standardized(training, test, scope: scope)
  }

  private static func check(
    _ training: Dataset, _ test: Dataset, _ path: String
  ) throws(DataError) {
    if training.count > 0, test.count > 0 { return }
    let part = training.count > 0 ? "to test by" : "to learn from"
    throw DataError(
      path,
      .unreadable(
        "of \(training.count + test.count) in all there is no example \(part); the test share "
          + "decides how many are held back"))
  }

  private static func standardized(
    _ training: Dataset, _ test: Dataset, scope: Standardization.Scope
  ) -> TrainingData {
    let standardization = Standardization(of: training, scope: scope)
    return .examples(
      training: standardization.applied(to: training), test: standardization.applied(to: test))
  }
}
