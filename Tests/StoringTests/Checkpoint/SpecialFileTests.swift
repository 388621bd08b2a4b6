import Foundation
import Storing
import TestSupport
import Testing

/// What is no regular file is never replaced by one.
@Suite struct SpecialFileTests {
  @Test func `a pipe and a folder stay what they are, through links, too`() throws {
    let folder = try TemporaryFolder()
    try #require(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
    let files = FileManager.default
    try files.createDirectory(atPath: folder.file("folder"), withIntermediateDirectories: false)
    for name in ["pipe", "folder"] {
      try files.createSymbolicLink(
        atPath: folder.file("to-\(name)"), withDestinationPath: folder.file(name))
    }
    let before = try folder.contents
    for name in ["pipe", "to-pipe", "folder", "to-folder"] {
      let error = #expect(throws: CheckpointError.self, "\(name)") {
        try CheckpointFile(path: folder.file(name)).replace(with: [1, 2])
      }
      #expect(error?.description.contains("name a regular file") == true)
    }
    for name in ["folder", "to-folder"] {
      let error = #expect(throws: CheckpointError.self, "\(name)") {
        try CheckpointFile(path: folder.file(name)).read()
      }
      #expect(error?.problem == "this is a folder, not a file")
    }
    #expect(try folder.contents == before)
    let type = try files.attributesOfItem(atPath: folder.file("pipe"))[.type] as? FileAttributeType
    #expect(type != .typeRegular)
  }

  @Test func `a file larger than the memory is refused before it is read`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("large")
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let memory = ProcessInfo.processInfo.physicalMemory
    // Nothing but a size: no byte of it is on the disk.
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: memory + 1)
    let error = #expect(throws: CheckpointError.self) { try CheckpointFile(path: path).read() }
    #expect(
      error?.description.hasSuffix(
        "can't be read: it has \(memory + 1) bytes, more than this machine's \(memory) of memory")
        == true)
  }

  @Test func `permissions stay, and what is read-only is not replaced`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("private")
    let files = FileManager.default
    func mode() throws -> Int? {
      try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    let file = CheckpointFile(path: path)
    try file.replace(with: [1])
    for permissions in [0o600, 0o640] {
      try files.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
      try file.replace(with: [2])
      #expect(try mode() == permissions)
    }
    try files.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    let error = #expect(throws: CheckpointError.self) { try file.replace(with: [3]) }
    #expect(
      error?.description.hasSuffix(
        "can't be replaced, for it is read-only; chmod u+w allows it") == true)
    #expect(try mode() == 0o444 && Data(contentsOf: URL(fileURLWithPath: path)) == Data([2]))
    #expect(try folder.contents == ["private"])
  }

  @Test func `a folder that is not there is said to be missing`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: CheckpointError.self) {
      try CheckpointFile(path: folder.file("nowhere/file")).replace(with: [1])
    }
    #expect(error?.description.hasSuffix("can't be written: there is no such folder") == true)
    #expect(try folder.contents.isEmpty)
  }
}
