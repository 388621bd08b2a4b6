import Foundation
import Kernels

/// The file of the program that runs.
enum ProgramFile {
  /// A few digits that another build would hardly have; empty where the file can't be read.
  ///
  /// - Complexity: reads the file, once.
  static let fingerprint: String = {
    guard let path = Bundle.main.executablePath,
      let file = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    else { return "" }
    return "\(Fingerprint(of: file.span))"
  }()
}
