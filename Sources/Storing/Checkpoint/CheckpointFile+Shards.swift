import Foundation
import Kernels

/// How the file of an index ends.
private let indexEnding = ".index.json"

extension CheckpointFile {
  /// The file of the index that lists shards.
  package var index: CheckpointFile { CheckpointFile(path: path + indexEnding) }

  /// The name of a shard.
  ///
  /// - Parameters:
  ///   - save: what tells the shards of one save from those of another.
  ///   - number: the number of the shard, from 1.
  ///   - count: the number of shards.
  /// - Returns: the name of a file beside the index.
  package func shardName(save: String, number: Int, count: Int) -> String {
    "\(stem)-\(save)-\(fiveDigits(number))-of-\(fiveDigits(count)).safetensors"
  }

  /// A file of a name beside this one.
  package func beside(_ name: String) -> CheckpointFile {
    let url = URL(fileURLWithPath: resolvedPath(path)).deletingLastPathComponent()
    return CheckpointFile(path: url.appendingPathComponent(name).path)
  }

  /// Whether there is such a file, or an index of shards in its place.
  package var exists: Bool {
    existingIndex != nil || FileManager.default.fileExists(atPath: resolvedPath(path))
  }

  /// Replaces the file where no index stands beside, which would be read in its place.
  ///
  /// - Throws: `CheckpointError` where one does, or the file can't be replaced.
  func replaceAlone(with bytes: [UInt8]) throws(CheckpointError) {
    if let index = existingIndex {
      throw CheckpointError(
        path, "\(index.path) would be read in its place; remove it, or take another name")
    }
    try replace(with: bytes)
  }

  /// Removes the file, where it is there.
  package func remove() { try? FileManager.default.removeItem(atPath: resolvedPath(path)) }

  /// Removes all shards of saves but one: what earlier ones, and killed ones, have left.
  ///
  /// - Parameter save: the save to keep; nil for none.
  package func removeShards(except save: String?) {
    let folder = URL(fileURLWithPath: resolvedPath(path)).deletingLastPathComponent().path
    let pattern = /-([0-9A-F]{8})-\d{5}-of-\d{5}\.safetensors/
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      guard name.hasPrefix(stem), let match = name.dropFirst(stem.count).wholeMatch(of: pattern),
        match.1 != save ?? ""
      else { continue }
      beside(name).remove()
    }
  }

  /// The name without its ending.
  private var stem: String {
    let name = URL(fileURLWithPath: path).lastPathComponent
    return name.hasSuffix(".safetensors") ? String(name.dropLast(12)) : name
  }

  /// The index that the path names, or that stands beside it.
  var existingIndex: CheckpointFile? {
    [path.hasSuffix(indexEnding) ? self : index]
      .first { FileManager.default.fileExists(atPath: resolvedPath($0.path)) }
  }

  /// Reads and checks all shards of an index.
  func readShards(of file: CheckpointFile) throws(CheckpointError) -> SafeTensors {
    let bytes = try file.bytes()
    let index: ShardIndex
    do { index = try ShardIndex(bytes) } catch {
      throw CheckpointError(file.path, "the index, \(error.description)")
    }
    var shards: [(name: String, file: SafeTensors)] = []
    for name in Set(index.files.values).sorted() {
      guard !name.contains("/"), !name.contains("\\"), !name.hasPrefix("."), !name.contains("\0"),
        name.hasSuffix(".safetensors")
      else {
        throw CheckpointError(
          file.path,
          "a shard must be a .safetensors file in the folder of the index, but is "
            + String(reflecting: name))
      }
      let bytes = try file.beside(name).bytes()
      if let written = index.fingerprints[name], written != "\(Fingerprint(of: bytes.span))" {
        throw CheckpointError(
          file.beside(name).path,
          "it is not as it was written: its fingerprint is another than \(written)")
      }
      do { shards.append((name, try SafeTensors(bytes))) } catch {
        throw CheckpointError(file.beside(name).path, error.description)
      }
    }
    do { return try SafeTensors(joining: shards, by: index) } catch {
      throw CheckpointError(file.path, error.description)
    }
  }
}

private func fiveDigits(_ number: Int) -> String {
  let digits = "\(number)"
  return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
}
