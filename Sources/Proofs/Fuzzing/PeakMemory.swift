import Foundation

/// The most memory that the process has had in use so far, in bytes; nil where the system does not say.
package func peakMemory() -> Int? {
  // Linux: the "high water mark" of the resident set, in units of 1024 bytes.
  let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
}
