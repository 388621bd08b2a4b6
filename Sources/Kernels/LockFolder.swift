internal import Foundation
import Synchronization

/// Locks a folder for this process until it ends; the kernel opens the lock of one that is killed.
///
/// - Parameter path: the folder.
/// - Returns: false where another process has locked it.
package func lockFolder(_ path: String) -> Bool {
  let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  // A folder that can't be opened, or a file system without locks, is no other process.
  guard descriptor >= 0 else { return true }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else { return true }
  let isNew = lockedFolders.withLock { $0.insert(FolderIdentity(status)).inserted }
  if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
  let isOthers = errno == EWOULDBLOCK
  close(descriptor)
  if isNew, isOthers { _ = lockedFolders.withLock { $0.remove(FolderIdentity(status)) } }
  return !isNew || !isOthers
}

/// What this process has locked, and may claim again.
private let lockedFolders = Mutex<Set<FolderIdentity>>([])

private struct FolderIdentity: Hashable {
  let device: UInt64
  let number: UInt64

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}
