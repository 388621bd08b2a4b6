import Foundation

/// The file of the program that runs.
enum ProgramFile {
  /// A few digits that another build would hardly have; empty where the file can't be read.
  ///
  /// - Complexity: reads the file, once.
  static let fingerprint: String = {
    guard let path = Bundle.main.executablePath,
      let file = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    else { return "" }
    // FNV-1a, a word at a time.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01b3 }
    unsafe file.withUnsafeBytes { bytes in
      for place in stride(from: 0, to: bytes.count - 7, by: 8) {
        add(unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        hash ^= hash >> 32
      }
    }
    for byte in file.suffix(file.count % 8) { add(UInt64(byte)) }
    add(UInt64(file.count))
    return String(hash, radix: 16)
  }()
}
