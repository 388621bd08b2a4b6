import Foundation
import Kernels

/// The file of a checkpoint: read as a whole, and replaced as a whole.
struct CheckpointFile {
  /// The path, as the user gave it.
  let path: String
}

extension CheckpointFile {
  /// Reads and checks the file.
  ///
  /// - Throws: `CheckpointError` where there is no such file, or it is no safetensors file.
  func read() throws(CheckpointError) -> SafeTensors {
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    guard let type = attributes?[.type] as? FileAttributeType else {
      throw CheckpointError(path, "there is no such file")
    }
    // A folder has no bytes, and a device may have no end of them.
    guard type == .typeRegular, let data = try? Data(contentsOf: url) else {
      throw CheckpointError(path, "can't be read")
    }
    do { return try SafeTensors([UInt8](data)) } catch {
      throw CheckpointError(path, error.description)
    }
  }

  /// Replaces the file: whatever happens, the old one or the new one is there.
  ///
  /// The bytes go into a file beside it, which is synced before it takes the name, as is the folder
  /// afterwards. A process that is killed meanwhile can leave the file beside it behind.
  ///
  /// - Throws: `CheckpointError` where that fails; what was there is there still.
  func replace(with bytes: [UInt8]) throws(CheckpointError) {
    // A link goes on leading to the file.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let beside = "\(target.path).\(UUID().uuidString).partial"
    do {
      guard FileManager.default.createFile(atPath: beside, contents: nil) else {
        throw CheckpointError(path, "can't be written: is there such a folder?")
      }
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: beside))
      defer { try? file.close() }
      try file.write(contentsOf: Data(bytes))
      try file.synchronize()
      guard renameFile(beside, replacing: target.path) else {
        throw CheckpointError(path, "can't be replaced")
      }
    } catch {
      try? FileManager.default.removeItem(atPath: beside)
      throw error as? CheckpointError
        ?? CheckpointError(path, "can't be written; is the disk full?")
    }
    let folder = target.deletingLastPathComponent().path
    // Not every file system can sync a folder; the file itself is whole either way.
    try? FileHandle(forReadingAtPath: folder)?.synchronize()
  }
}
