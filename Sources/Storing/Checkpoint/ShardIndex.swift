import Kernels

/// Which file of a checkpoint in shards has which array, as other programs write and read it:
/// `….safetensors.index.json`.
///
/// - Source: <https://huggingface.co/docs/transformers/big_models>, sharded checkpoints.
package struct ShardIndex: Sendable {
  /// The texts of the checkpoint.
  package var metadata: [String: String] = [:]

  /// The number of bytes of all arrays; nil where an index does not say it.
  package var totalSize: Int?

  /// The name of the file of each array, which stands in the folder of the index.
  package var files: [String: String] = [:]

  /// The fingerprint of each file that has one, by its name.
  package var fingerprints: [String: String] = [:]

  /// Creates the index of some shards.
  ///
  /// - Parameters:
  ///   - metadata: the texts of the checkpoint.
  ///   - totalSize: the number of bytes of all arrays.
  ///   - files: the file of each array.
  ///   - fingerprints: the fingerprint of each file, by its name.
  package init(
    metadata: [String: String], totalSize: Int, files: [String: String],
    fingerprints: [String: String]
  ) {
    (self.metadata, self.totalSize, self.files) = (metadata, totalSize, files)
    self.fingerprints = fingerprints
  }
}

extension ShardIndex {
  /// The bytes of the file: after what they are checked by stands what other programs read.
  package var bytes: [UInt8] {
    bytes(with: [Self.own: "\(Fingerprint(of: bytes(with: [:]).span))"])
  }

  /// The keys under which fingerprints stand: that of a file before its name, and that of all but itself.
  private static let (ofFile, own) = ("fingerprint ", "fingerprint")

  private func bytes(with marks: [String: String]) -> [UInt8] {
    let marks = fingerprints.reduce(into: marks) { $0[Self.ofFile + $1.key] = $1.value }
    var bytes = Array("{\"metadata\":{\"total_size\":".utf8)
    append(digitsOf: totalSize ?? 0, to: &bytes)
    let texts = metadata.merging(marks) { $1 }
    for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
      bytes.append(UInt8(ascii: ","))
      put(key, text, to: &bytes)
    }
    bytes += "},\n\"weight_map\":{".utf8
    for (number, (name, file)) in files.sorted(by: { $0.key < $1.key }).enumerated() {
      bytes += (number > 0 ? ",\n" : "\n").utf8
      put(name, file, to: &bytes)
    }
    return bytes + "}}\n".utf8
  }

  private func put(_ key: String, _ text: String, to bytes: inout [UInt8]) {
    append(quoted: key, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(quoted: text, to: &bytes)
  }

  /// Reads the file; what is not asked for is passed over.
  ///
  /// - Throws: `JSONError` where the bytes are no index, or not those that were written.
  package init(_ bytes: [UInt8]) throws(JSONError) {
    var scanner = JSONScanner(bytes)
    var hasFiles = false
    try scanner.forEachField(of: "the index") { scanner, name throws(JSONError) in
      switch name {
      case "weight_map":
        try scanner.forEachField(of: name) { scanner, array throws(JSONError) in
          scanner.skipSpace()
          return files.updateValue(try scanner.text(), forKey: array) == nil
        }
        defer { hasFiles = true }
        return !hasFiles
      case "metadata":
        try scanner.forEachField(of: name) { scanner, key throws(JSONError) in
          scanner.skipSpace()
          if key == "total_size" {
            let isNew = totalSize == nil
            totalSize = try scanner.size()
            return isNew
          }
          guard scanner.next == UInt8(ascii: "\"") else {
            try scanner.skipValue()
            return true
          }
          return metadata.updateValue(try scanner.text(), forKey: key) == nil
        }
      default: try scanner.skipValue()
      }
      return true
    }
    try scanner.finish()
    guard hasFiles else { throw JSONError("there is no weight_map") }
    let written = metadata.removeValue(forKey: Self.own)
    for (key, text) in metadata where key.hasPrefix(Self.ofFile) {
      fingerprints[String(key.dropFirst(Self.ofFile.count))] = text
      metadata[key] = nil
    }
    if let written, written != "\(Fingerprint(of: self.bytes(with: [:]).span))" {
      throw JSONError("it is not as it was written: its fingerprint is another than \(written)")
    }
  }
}
