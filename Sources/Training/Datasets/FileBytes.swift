import Foundation
import Kernels

/// The bytes of a whole file, and its path for messages.
package struct FileBytes {
  /// The path, as the user gave it.
  package let path: String

  /// What is in the file; never empty.
  package let bytes: [UInt8]

  /// Creates contents that are already in memory.
  ///
  /// - Parameters:
  ///   - path: the name for messages.
  ///   - bytes: the contents, at least one byte.
  /// - Throws: `DataError` where there are no bytes.
  package init(path: String, bytes: [UInt8]) throws(DataError) {
    if bytes.isEmpty { throw DataError(path, .empty) }
    self.path = path
    self.bytes = bytes
  }

  /// Reads a file.
  ///
  /// - Parameter path: a regular file, or a link to one.
  /// - Throws: `DataError` where it is missing, no regular file, unreadable or empty.
  package init(contentsOf path: String) throws(DataError) {
    let url = URL(fileURLWithPath: resolvedPath(path)).resolvingSymlinksInPath()
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    guard let type = attributes?[.type] as? FileAttributeType else {
      throw DataError(path, .unreadable("there is no such file"))
    }
    // A folder has no bytes, and a device may have no end of them.
    guard type == .typeRegular else {
      let kind = type == .typeDirectory ? "a folder" : "a special file"
      throw DataError(path, .malformed(found: kind, expected: "a regular file"))
    }
    if let reason = tooLarge(toRead: attributes?[.size] as? Int ?? 0) {
      throw DataError(path, .unreadable("the file can't be read: \(reason)"))
    }
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw DataError(path, .unreadable("the file can't be read: \(systemReason(error))"))
    }
    try self.init(path: path, bytes: [UInt8](data))
  }

  /// The text of the file, without the mark that some editors put before it.
  ///
  /// - Throws: `DataError` where it is in another encoding than UTF-8.
  package func text() throws(DataError) -> String {
    try requirePlainText()
    guard let text = String(validating: unmarked, as: UTF8.self) else {
      throw DataError(path, .malformed(found: "in another encoding", expected: "text in UTF-8"))
    }
    return text
  }

  /// The bytes without the mark that some editors put before text in UTF-8.
  var unmarked: ArraySlice<UInt8> {
    bytes.dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
  }

  /// Says of text in UTF-16, as some editors write it, of a spreadsheet and of a packed file what it is.
  func requirePlainText() throws(DataError) {
    try requireUnpacked()
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      throw DataError(
        path,
        .malformed(
          found: "an archive", expected: "text", advice: "a spreadsheet saves a table as CSV"))
    }
    let isMarked = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    // Without a mark, one byte of each plain character is 0.
    guard isMarked || bytes.count > 1 && bytes.prefix(2).count(where: { $0 == 0 }) == 1
    else { return }
    throw DataError(
      path,
      .malformed(
        found: "text in UTF-16", expected: "text in UTF-8",
        advice: "iconv -f utf-16 -t utf-8 converts"))
  }

  /// Refuses what gzip has packed.
  func requireUnpacked() throws(DataError) {
    guard bytes.starts(with: [0x1f, 0x8b]) else { return }
    throw DataError(
      path, .malformed(found: "compressed", expected: "unpacked", advice: "use gunzip"))
  }

  /// The number of bytes.
  var count: Int { bytes.count }

  /// The big-endian 32-bit number at an offset that lies, with its four bytes, in the file.
  func bigEndian(at offset: Int) -> Int {
    bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The first bytes in hexadecimal, at most four.
  var beginning: String {
    bytes.prefix(4).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined(separator: " ")
  }
}
