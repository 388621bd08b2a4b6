import Foundation
import Kernels
import Testing

/// A lock of somebody else is one of another opened file, in this process, too.
@Suite struct LockFolderTests {
  private func withFolders(_ body: (String, String) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "descent-\(UUID())")
    let folders = ["a", "b"].map { root.appending(path: $0).path }
    for folder in folders {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(at: root) }
    try body(folders[0], folders[1])
  }

  @Test func `a folder that somebody else holds is refused until it is let go`() throws {
    try withFolders { folder, other in
      let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY)
      #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      #expect(!lockFolder(folder) && !lockFolder(folder))
      // Another folder of the same disk is another one.
      #expect(lockFolder(other) && !lockFolder(folder))
      close(descriptor)
      #expect(lockFolder(folder))
    }
  }

  @Test func `a folder of this process is its own, and nobody else's`() throws {
    try withFolders { folder, _ in
      #expect(lockFolder(folder) && lockFolder(folder))
      let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    }
  }

  @Test func `what is no folder can't be held by anybody`() throws {
    try withFolders { folder, _ in
      #expect(lockFolder(folder + "/missing"))
      try Data().write(to: URL(filePath: folder + "/file"))
      #expect(lockFolder(folder + "/file"))
    }
  }
}
