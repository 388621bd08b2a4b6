import Foundation
import Kernels
import Testing

@Suite struct FilePathTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "descent-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(resolvedPath(folder.path))
  }

  /// A link leads on from the folder that it lies in, whoever asks from wherever.
  @Test(arguments: ["", "later/"])
  func `a link is followed to what is not there yet`(_ between: String) throws {
    try withFolder { folder in
      let files = FileManager.default
      try files.createDirectory(atPath: folder + "/a", withIntermediateDirectories: true)
      for (name, target) in [
        ("near", between + "new"), ("up", "../" + between + "new"), ("far", folder + "/new"),
        ("twice", "near"),
      ] {
        try files.createSymbolicLink(
          atPath: "\(folder)/a/\(name)", withDestinationPath: target)
      }
      #expect(resolvedPath(folder + "/a/near") == "\(folder)/a/\(between)new")
      #expect(resolvedPath(folder + "/a/up") == "\(folder)/\(between)new")
      #expect(resolvedPath(folder + "/a/far") == "\(folder)/new")
      #expect(resolvedPath(folder + "/a/twice") == "\(folder)/a/\(between)new")
    }
  }

  @Test(arguments: [0o600, 0o640, 0o755])
  func `a file that is replaced keeps its permissions`(_ permissions: Int) throws {
    try withFolder { folder in
      for (name, text) in [("old", "old"), ("new", "new")] {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
      }
      let files = FileManager.default
      try files.setAttributes([.posixPermissions: permissions], ofItemAtPath: folder + "/old")
      #expect(renameFile(folder + "/new", replacing: folder + "/old"))
      let found = try files.attributesOfItem(atPath: folder + "/old")
      #expect(found[.posixPermissions] as? Int == permissions)
      #expect(files.contents(atPath: folder + "/old") == Data("new".utf8))
      #expect(!files.fileExists(atPath: folder + "/new"))
    }
  }
}
