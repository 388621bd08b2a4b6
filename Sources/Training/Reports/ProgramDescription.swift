import Kernels

/// Name and version of the program, for files that only the same version goes on with.
package let programVersion = "descent 0.1"

/// Which program made a result, as far as a program can know it: for reports and files.
///
/// The commit is the one that was checked out, with or without changes to it; in a copy that isn't a clone,
/// or on a branch other than main, none is said.
public let programDescription =
  "\(programVersion), \(commit)Swift \(swiftVersion), \(system) on \(processor), "
  + "\(vectors)\(configuration)"

private let commit = builtCommit.map { "commit \($0), " } ?? ""

private let vectors = vectorBits == 0 ? "" : "vectors of \(vectorBits) bits, "

#if DEBUG
  private let configuration = "debug build"
#else
  private let configuration = "release build"
#endif

#if compiler(>=6.4)
  private let swiftVersion = "6.4 or later"
#elseif compiler(>=6.3)
  private let swiftVersion = "6.3"
#else
  private let swiftVersion = "6.2"
#endif

#if os(Linux)
  private let system = "Linux"
#elseif os(macOS)
  private let system = "macOS"
#else
  private let system = "another system"
#endif

#if arch(x86_64)
  private let processor = "x86_64"
#elseif arch(arm64)
  private let processor = "arm64"
#else
  private let processor = "another processor"
#endif
