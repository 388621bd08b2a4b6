import Foundation

/// A text that a test has made and somebody has read, in a file beside the test.
///
/// Where `DESCENT_KEEP` is in the environment, what is found is written to be read, and kept.
package struct KeptText {
  private let url: URL

  /// Finds the text.
  ///
  /// - Parameters:
  ///   - name: the name of the file.
  ///   - test: the path of the test.
  package init(_ name: String, beside test: String) {
    url = URL(filePath: test).deletingLastPathComponent().appending(path: name)
  }

  /// The lines; none where there is no file yet.
  package var lines: [String] {
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// Several tests may keep lines in one file.
  private static let writing = NSLock()

  /// Compares lines with the kept ones; numbers may differ by roundings, whole ones not at all.
  ///
  /// - Parameters:
  ///   - found: what a test has made.
  ///   - prefix: with what the kept lines begin that these are compared with; left out, all are.
  /// - Returns: the first place where lines are others; nil where they are the same.
  /// - Throws: where the file can't be written.
  package func difference(from found: [String], beginning prefix: String = "") throws -> String? {
    let kept = lines.filter { $0.hasPrefix(prefix) }
    if ProcessInfo.processInfo.environment["DESCENT_KEEP"] != nil {
      try Self.writing.withLock {
        var all = lines
        let place = all.firstIndex { $0.hasPrefix(prefix) } ?? all.endIndex
        all.removeAll { $0.hasPrefix(prefix) }
        all.insert(contentsOf: found, at: place)
        try Data((all.joined(separator: "\n") + "\n").utf8).write(to: url)
      }
    }
    for (number, (found, kept)) in zip(found, kept).enumerated() where !isSame(found, kept) {
      return "\(url.lastPathComponent), line \(number + 1) is\n\(found)\nin place of\n\(kept)"
    }
    return found.count == kept.count
      ? nil : "\(url.lastPathComponent) has \(kept.count) lines, but \(found.count) were found"
  }

  private func isSame(_ found: String, _ kept: String) -> Bool {
    if found == kept { return true }
    let number = #/-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?/#
    let pairs = zip(found.matches(of: number), kept.matches(of: number))
    return found.replacing(number, with: "#") == kept.replacing(number, with: "#")
      && pairs.allSatisfy { isSame(number: $0.output, $1.output) }
  }

  private func isSame(number found: Substring, _ kept: Substring) -> Bool {
    if found == kept { return true }
    guard found.contains(".") || kept.contains("."), let a = Double(found), let b = Double(kept)
    else { return false }
    // The last digit that is there: 1.25e-3 has it in the fifth decimal.
    let last = [found, kept].map { number in
      let halves = number.split(separator: "e")
      let decimals = halves[0].contains(".") ? halves[0].split(separator: ".").last?.count ?? 0 : 0
      return (halves.count > 1 ? Double(halves[1]) ?? 0 : 0) - Double(decimals)
    }
    return abs(a - b) <= max(1e-3 * abs(b), 1.01 * pow(10, min(last[0], last[1])))
  }
}
