internal import Foundation

/// Gives a file the name of another, which it replaces: whoever looks sees the one or the other.
///
/// - Parameters:
///   - path: the file.
///   - target: its new path, in the same file system.
/// - Returns: whether that worked; else both are as they were.
package func renameFile(_ path: String, replacing target: String) -> Bool {
  unsafe rename(path, target) == 0
}
