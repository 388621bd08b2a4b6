import Foundation
import Kernels

/// The folder that results go into, checked before any work is done.
public struct OutputFolder: Sendable {
  /// The path, as the user gave it.
  public let path: String

  /// Whether `init` made the folder.
  private let isNew: Bool

  /// Whether this process writes into the folder; else another one does, and nothing is changed here.
  private let isWritten: Bool

  /// Makes the folder where it is missing, and tries whether files can be written in it.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - isWritten: whether this process writes; else only its files are found, and all that would change
  ///     them does nothing.
  /// - Throws: `OutputError` where it is no folder, or can't be made or written in.
  public init(_ path: String, isWritten: Bool = true) throws(OutputError) {
    self.path = path
    self.isWritten = isWritten
    guard isWritten else {
      isNew = false
      return
    }
    let url = URL(fileURLWithPath: resolvedPath(path), isDirectory: true)
    isNew = !FileManager.default.fileExists(atPath: url.path)
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      // Only writing tells: a file system can be read-only, or full.
      let probe = url.appendingPathComponent(Self.temporaryName)
      try Data([0]).write(to: probe)
      try FileManager.default.removeItem(at: probe)
    } catch {
      throw OutputError(path: path, problem: "must be a folder that files can be written in")
    }
  }

  /// Writes a file: all of it, or nothing.
  ///
  /// The text is written beside the file and renamed, so that whoever reads the file meanwhile, and
  /// whoever looks after a power cut, sees the old text or the new.
  ///
  /// - Parameters:
  ///   - text: the contents.
  ///   - name: the name of the file in the folder.
  /// - Throws: `OutputError` where that fails; what was there is there still.
  public func write(_ text: String, as name: String) throws(OutputError) {
    guard isWritten else { return }
    try requireReplaceable(name)
    let target = realURL(of: name)
    let beside = target.deletingLastPathComponent().appendingPathComponent(Self.temporaryName)
    do {
      try Data(text.utf8).write(to: beside, options: .withoutOverwriting)
      guard renameFile(beside.path, replacing: target.path) else {
        throw OutputError(path: path(of: name), problem: "can't be replaced")
      }
    } catch {
      try? FileManager.default.removeItem(at: beside)
      throw error as? OutputError
        ?? OutputError(
          path: path(of: name), problem: "can't be written: \(systemReason(error))")
    }
  }

  /// Where the bytes of a file are, behind all links.
  private func realURL(of name: String) -> URL {
    URL(fileURLWithPath: resolvedPath(path(of: name)))
  }

  private func requireReplaceable(_ name: String) throws(OutputError) {
    guard let obstacle = obstacle(replacing: realURL(of: name).path) else { return }
    throw OutputError(path: path(of: name), problem: "can't be replaced, for it is \(obstacle)")
  }

  /// A name for what is removed again, or takes another name, at once.
  private static var temporaryName: String { ".descent-\(UUID().uuidString)" }

  /// Removes a file where there is one.
  ///
  /// - Throws: `OutputError` where that fails.
  public func remove(_ name: String) throws(OutputError) {
    guard isWritten, has(name) else { return }
    try requireReplaceable(name)
    do { try FileManager.default.removeItem(atPath: path(of: name)) } catch {
      throw OutputError(path: path(of: name), problem: "can't be removed")
    }
  }

  /// Keeps other processes off the folder until this one ends, however it does, and removes what killed
  /// ones have left in it.
  ///
  /// - Throws: `OutputError` where another process writes into the folder.
  public func claim() throws(OutputError) {
    guard isWritten else { return }
    guard lockFolder(path) else {
      throw OutputError(
        path: path, problem: "is in use by another run; wait for it, or choose another folder")
    }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where Self.isLeftover(name) {
      try? FileManager.default.removeItem(atPath: path(of: name))
    }
  }

  /// Whether a file was being written by a process that was killed.
  private static func isLeftover(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    let identifier =
      name.hasSuffix(".partial")
      ? parts.dropLast().last : name.hasPrefix(".descent-") ? name.dropFirst(9) : nil
    return name.hasPrefix(".dat.nosync")
      || identifier.map { UUID(uuidString: String($0)) != nil } ?? false
  }

  /// Whether a file is in the folder.
  public func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(of: name)) }

  /// The path of a file in the folder.
  public func path(of name: String) -> String {
    filePath(of: name, in: path)
  }

  /// Removes the folder again if it was made here and nothing is in it: for a job that failed.
  public func discardIfUnused() {
    let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
    if isNew, contents == [] { try? FileManager.default.removeItem(atPath: path) }
  }
}

/// Why a result can't be written; its description is one line.
public struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The folder or the file.
  public let path: String

  /// What is wrong, and what would be right.
  public let problem: String

  /// Creates an error.
  package init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  /// One line: the path and the problem.
  public var description: String { "\(path) \(problem)" }
}
