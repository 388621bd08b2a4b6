internal import Foundation

/// The absolute path that the kernel finds behind a path, without links and dots.
///
/// `URL` takes `link/..` for the folder that the link lies in; the kernel, which opens files, takes it
/// for the folder above what the link leads to.
///
/// - Parameter path: any path; what is not there yet stands at the end as it is, links that lead to it aside.
/// - Returns: the path; where nothing of it is there, the path itself.
package func resolvedPath(_ path: String) -> String {
  var (start, rest, links) = (path, [String](), 0)
  while true {
    if let found = unsafe realpath(start.isEmpty ? "." : start, nil) {
      defer { unsafe free(found) }
      let real = unsafe String(cString: found)
      return ([real == "/" && !rest.isEmpty ? "" : real] + rest.reversed()).joined(separator: "/")
    }
    while start.count > 1, start.hasSuffix("/") { start.removeLast() }
    guard !start.isEmpty, start != "/" else { return path }
    let name = start.split(separator: "/").last.map(String.init) ?? start
    start.removeLast(name.count)
    if links < 40,
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: start + name)
    {
      start = target.hasPrefix("/") ? target : start + target
      links += 1
    } else {
      rest.append(name)
    }
  }
}

/// The path of a file in a folder, as the folder was given: `URL` would take `~` for a home.
package func filePath(of name: String, in folder: String) -> String {
  folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
}
