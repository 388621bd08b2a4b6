internal import Foundation

/// Gives a file the name of another, which it replaces: whoever looks sees the one or the other.
///
/// - Parameters:
///   - path: the file, which gets the permissions of the other.
///   - target: its new path, in the same file system.
/// - Returns: whether that worked; else both are where they were.
package func renameFile(_ path: String, replacing target: String) -> Bool {
  if let mode = mode(of: target) { unsafe chmod(path, mode & 0o7777) }
  return unsafe rename(path, target) == 0
}

/// Why what is at a path must not be replaced by a file: completes "for it is …".
///
/// A rename would put the file in the place of a device that everyone uses, and asks nobody who has made a
/// file read-only.
///
/// - Parameter target: a path without links.
/// - Returns: nil where nothing is there, or a file that can be written.
package func obstacle(replacing target: String) -> String? {
  guard let mode = mode(of: target) else { return nil }
  switch mode & S_IFMT {
  case S_IFREG where mode & 0o222 == 0: return "read-only; chmod u+w allows it"
  case S_IFREG: return nil
  case S_IFDIR: return "a folder; name a regular file"
  default: return "a special file; name a regular file"
  }
}

/// Type and permissions of what is at a path; nil where nothing is.
private func mode(of path: String) -> mode_t? {
  var found = stat()
  return unsafe stat(path, &found) == 0 ? found.st_mode : nil
}
